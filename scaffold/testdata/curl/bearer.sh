curl --request GET --url "https://$API_HOST/v1/leads/42/score?fields=a&fields=b&zip=78704" -H "Authorization: Bearer $SCORE_TOKEN" --max-time 5 -k
# answers
{"score": 5}
