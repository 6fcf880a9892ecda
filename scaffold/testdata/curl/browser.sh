curl 'https://app.example.com/api/test?q=1%202' \
  -H 'accept: */*' -H 'accept-language: en-US,en;q=0.9' -H 'content-type: application/json' \
  -b 'session=sesame' -H 'sec-ch-ua: "Chromium";v="1"' -H 'user-agent: Mozilla/5.0' \
  --data-raw '[{"query":"query { lead }","variables":{}}]' --compressed
