curl https://api.pay.example/v1/charges -u "$PAY_KEY:" -H "Idempotency-Key: abc" -H "X-API-Key: k-1" \
  -d amount=1099 -d currency=usd -d "receipt_email=ann@example.com" -d "metadata[order_id]=6735"
# answers
{ "id": "ch_3MmlLrLkdIwHu7ix0snN0B15", "amount": 1099, "paid": true, "failure_message": null }
