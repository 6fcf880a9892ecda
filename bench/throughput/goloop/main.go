// Command goloop is what lcs is measured against: the task of flow.lcs as a Go
// programmer writes it by hand, with net/http and encoding/json.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"
)

type lead struct {
	ID        int    `json:"id"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Email     string `json:"email"`
	Phone     string `json:"phone"`
	State     string `json:"state"`
	SourceID  int    `json:"source_id"`
}

type body struct {
	Lead struct {
		ID    int    `json:"id"`
		Email string `json:"email"`
		Phone string `json:"phone"`
		State string `json:"state"`
		Name  struct {
			First string `json:"first"`
			Last  string `json:"last"`
		} `json:"name"`
	} `json:"lead"`
	Options struct {
		Validate bool `json:"validate"`
	} `json:"options"`
}

type answer struct {
	Status string `json:"status"`
	Data   struct {
		Score int `json:"score"`
	} `json:"data"`
}

func main() {
	base := flag.String("url", "", "the server")
	leads := flag.String("leads", "", "leads, one JSON object a line")
	inFlight := flag.Int("c", 1, "leads in flight")
	flag.Parse()
	file, err := os.Open(*leads)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = *inFlight
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	if !run(client, *base, file, *inFlight) {
		os.Exit(1)
	}
}

// run sends the leads, and prints a line for each as its answer comes. It says
// whether all had one.
func run(client *http.Client, base string, leads io.Reader, inFlight int) bool {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	in := make(chan *lead, inFlight)
	var mu sync.Mutex
	var tasks sync.WaitGroup
	ok := true
	for range inFlight {
		tasks.Go(func() {
			for l := range in {
				line, err := validate(client, base, l)
				mu.Lock()
				if err != nil {
					ok = false
					fmt.Fprintln(os.Stderr, l.ID, err)
				} else {
					out.WriteString(line)
				}
				mu.Unlock()
			}
		})
	}
	lines := bufio.NewScanner(leads)
	for lines.Scan() {
		var l lead
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			log.Fatal(err)
		}
		in <- &l
	}
	close(in)
	tasks.Wait()
	return ok
}

func validate(client *http.Client, base string, l *lead) (string, error) {
	var b body
	b.Lead.ID, b.Lead.Email, b.Lead.Phone, b.Lead.State = l.ID, l.Email, l.Phone, l.State
	b.Lead.Name.First, b.Lead.Name.Last = l.FirstName, l.LastName
	b.Options.Validate = true
	packed, err := json.Marshal(&b)
	if err != nil {
		return "", err
	}
	target := fmt.Sprintf("%s/v2/leads/%s/validate?source=%d", base, url.PathEscape(l.State), l.SourceID)
	request, err := http.NewRequest("POST", target, bytes.NewReader(packed))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("status %d", response.StatusCode)
	}
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return "", err
	}
	outcome := "success"
	if a.Data.Score < 80 {
		outcome = "failure"
	}
	return fmt.Sprintf("{\"outcome\":%q,\"id\":%d,\"score\":%d}\n", outcome, l.ID, a.Data.Score), nil
}
