// Command read fetches a head and one entry of a log that a node shows as tiles, and checks the entry against the head.
//
//	read PREFIX LOG_VKEY ROOT_PEM CHAIN_PEM KEY_PEM INDEX
//
// PREFIX is like https://node.example:8446/log/<origin hash>. The connection is TLS with both sides' certificates; the
// node's must chain to ROOT_PEM. Tiles are read and authenticated by golang.org/x/mod/sumdb/tlog.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// height of a tlog-tiles tile: 256 hashes.
const height = 8

func main() {
	if len(os.Args) != 7 {
		fmt.Fprintln(os.Stderr, "usage: read PREFIX LOG_VKEY ROOT_PEM CHAIN_PEM KEY_PEM INDEX")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5], os.Args[6]); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}

func run(prefix, vkey, root, chain, key, at string) error {
	index, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return err
	}
	client, err := connect(root, chain, key)
	if err != nil {
		return err
	}
	log := &reader{client, prefix}

	// Step 1: the head is signed by the log.
	origin, tree, err := log.head(vkey)
	if err != nil {
		return fmt.Errorf("head: %w", err)
	}
	if index >= tree.N {
		return fmt.Errorf("no entry %d below a head of %d", index, tree.N)
	}

	// Step 2: the entry, from its bundle.
	entry, err := log.entry(index, tree.N)
	if err != nil {
		return fmt.Errorf("entry: %w", err)
	}

	// Step 3: the path to it, from tiles, each of which is checked against the head's root.
	proof, err := tlog.ProveRecord(tree.N, index, tlog.TileHashReader(tree, log))
	if err != nil {
		return fmt.Errorf("tiles: %w", err)
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return fmt.Errorf("inclusion: %w", err)
	}
	fmt.Printf("origin %s\nsize %d\nindex %d\nleaf %s\n", origin, tree.N, index, tlog.RecordHash(entry))
	return nil
}

// connect returns a client that shows its own certificate and trusts one root; the host's name does not matter.
func connect(root, chain, key string) (*http.Client, error) {
	pem, err := os.ReadFile(root)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("no root certificate")
	}
	own, err := tls.LoadX509KeyPair(chain, key)
	if err != nil {
		return nil, err
	}
	verify := func(state tls.ConnectionState) error {
		between := x509.NewCertPool()
		for _, one := range state.PeerCertificates[1:] {
			between.AddCert(one)
		}
		_, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between})
		return err
	}
	config := &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, VerifyConnection: verify}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: config}, Timeout: 20 * time.Second}, nil
}

// reader reads a log below its prefix; what it returns is not trusted before it is checked.
type reader struct {
	client *http.Client
	prefix string
}

func (log *reader) get(path string) ([]byte, error) {
	answer, err := log.client.Get(log.prefix + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

func (log *reader) head(vkey string) (string, tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", tree, err
	}
	data, err := log.get("checkpoint")
	if err != nil {
		return "", tree, err
	}
	signed, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return "", tree, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return "", tree, errors.New("not a checkpoint of this log")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return "", tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return lines[0], tree, err
}

func (log *reader) entry(index, size int64) ([]byte, error) {
	first := index - index%(1<<height)
	width := 1 << height
	if size-first < int64(width) {
		width = int(size - first)
	}
	data, err := log.get(path("entries", first>>height, width))
	if err != nil {
		return nil, err
	}
	for at := first; ; at++ {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, errors.New("a bundle cut short")
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		if at == index {
			return data[2:end], nil
		}
		data = data[end:]
	}
}

// Height is that of tlog-tiles.
func (log *reader) Height() int { return height }

// ReadTiles fetches tiles.
func (log *reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, err := log.get(path(strconv.Itoa(tile.L), tile.N, tile.W))
		if err != nil {
			return nil, err
		}
		read[i] = data
	}
	return read, nil
}

// SaveTiles keeps nothing.
func (log *reader) SaveTiles([]tlog.Tile, [][]byte) {}

// path is that of tlog-tiles: like sumdb's, without the height.
func path(level string, n int64, width int) string {
	name := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	if width < 1<<height {
		name += fmt.Sprintf(".p/%d", width)
	}
	return "tile/" + level + "/" + name
}
