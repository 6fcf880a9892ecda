package main

import (
	"bufio"
	"fmt"
	"os"
)

var (
	states     = []string{"CA", "TX", "NY", "FL", "WA", "OR", "NV", "AZ"}
	firstNames = []string{"Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald"}
	lastNames  = []string{"Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth"}
)

// writeLeads writes n leads, an object a line.
func writeLeads(name string, n int) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	for i := 1; i <= n; i++ {
		fmt.Fprintf(out, `{"id":%d,"first_name":%q,"last_name":%q,"email":"lead%d@example.com","phone":"(512) 555-%04d","state":%q,"source_id":%d}`+"\n",
			i, firstNames[i%len(firstNames)], lastNames[i/3%len(lastNames)], i, i%10000, states[i%len(states)], 100+i%9)
	}
	return out.Flush()
}
