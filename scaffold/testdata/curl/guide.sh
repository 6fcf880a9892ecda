curl -X POST https://api.internal.com/v2/blacklist/check?source=web \
  -H 'Content-Type: application/json' \
  -H 'X-API-Key: open-sesame' \
  -H "X-Region: us" \
  -d '{
    "email": "ann@example.com",
    "contact": { "phone": "512-555-0123", "name": { "firstName": "Ann", "lastName": "O\"Hara" } },
    "ip": "203.0.113.7",
    "options": { "validate": true, "depth": 3, "tags": ["a", "b{{c}}"] },
    "loan_amount": 250000
  }'
# answers
{ "is_blacklisted": false, "reason": null, "risk": { "score": 12.50, "class": "A" }, "request-id": "r-1" }
