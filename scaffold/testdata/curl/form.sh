curl -sSL -u 'acme:sesame' --data-urlencode 'name=Ann Lee & Co' -d 'email=ann%40example.com&type=auto' -d api_key=sesame http://localhost:8080/submit
# answers
SUCCESS|85|VALID
