package http_test

import (
	"bytes"
	"io"
	nethttp "net/http"
	"net/http/httptest"
	"testing"
	"time"

	"lcs/stdlib/http"
)

var benchBody = bytes.Repeat([]byte(`{"a":1}`), 20)

func benchServer(b *testing.B) string {
	s := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(benchBody)
	}))
	b.Cleanup(s.Close)
	return s.URL
}

func BenchmarkSend(b *testing.B) {
	url := benchServer(b)
	c := http.NewClient(http.Config{AllowPrivate: true, Pool: 50})
	defer c.Close()
	r := &http.Request{Method: "POST", URL: url, Body: benchBody, Timeout: 5 * time.Second, Header: nethttp.Header{"Content-Type": {"application/json"}}}
	b.ReportAllocs()
	for b.Loop() {
		if x := c.Send(b.Context(), r); x.Kind != http.Answered {
			b.Fatal(x.Message)
		}
	}
}

// BenchmarkNetHTTP is the same by hand, to compare with.
func BenchmarkNetHTTP(b *testing.B) {
	url := benchServer(b)
	client := &nethttp.Client{Timeout: 5 * time.Second, Transport: &nethttp.Transport{MaxIdleConnsPerHost: 50}}
	defer client.CloseIdleConnections()
	b.ReportAllocs()
	for b.Loop() {
		res, err := client.Post(url, "application/json", bytes.NewReader(benchBody))
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.ReadAll(res.Body)
		res.Body.Close()
	}
}
