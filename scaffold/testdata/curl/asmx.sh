curl https://soap.example/LeadService.asmx -H "Content-Type: text/xml; charset=utf-8" -H "SOAPAction: urn:leads/SubmitLead" \
  -d '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><SubmitLead xmlns="urn:leads"><Email>ann@example.com</Email></SubmitLead></s:Body></s:Envelope>'
# answers
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><SubmitLeadResponse xmlns="urn:leads"><Result>OK</Result></SubmitLeadResponse></s:Body></s:Envelope>
