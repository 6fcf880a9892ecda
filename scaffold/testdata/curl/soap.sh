curl 'https://partner.example.co.uk/ws' -H 'Content-Type: text/xml' -H 'SOAPAction: "http://partner.com/ValidateLead"' --data-raw $'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">\n  <soap:Header xmlns:a="urn:a"><a:Password>sesame</a:Password></soap:Header>\n  <soap:Body><Email>ann@example.com</Email><Kind>auto</Kind></soap:Body>\n</soap:Envelope>'
# answers
<ValidateResponse><Status>Success</Status></ValidateResponse>
