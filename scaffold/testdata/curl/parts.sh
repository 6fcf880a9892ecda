curl -F name='Ann Lee' -F email=ann@example.com -F 'list=newsletter' https://x.example/on
