package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// strict reads base 64 that has one spelling only.
var strict = base64.StdEncoding.Strict()

// tlogProof is a proof file, claimed: C2SP tlog-proof.
type tlogProof struct {
	index  int64
	hashes tlog.RecordProof
	head   []byte
}

// checkpoint is a head's text, claimed: C2SP tlog-checkpoint without extension lines.
type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
}

func readProof(path string) (*tlogProof, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	above, head, found := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(above), "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		return nil, errors.New("not a tlog-proof")
	}
	lines = lines[1:]
	// The extra line is opaque and not authenticated; it is read for its form only.
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if extra, err := strict.DecodeString(lines[0][len("extra "):]); err != nil || len(extra) == 0 {
			return nil, errors.New("malformed extra line")
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return nil, errors.New("no index line")
	}
	proof := &tlogProof{head: head}
	if proof.index, err = parseNumber(lines[0][len("index "):]); err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	for _, line := range lines[1:] {
		hash, err := parseHash(line)
		if err != nil {
			return nil, err
		}
		proof.hashes = append(proof.hashes, hash)
	}
	return proof, nil
}

func parseCheckpoint(text string) (*checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] == "" || lines[3] != "" {
		return nil, errors.New("not a checkpoint of three lines")
	}
	size, err := parseNumber(lines[1])
	if err != nil {
		return nil, fmt.Errorf("size: %w", err)
	}
	root, err := parseHash(lines[2])
	if err != nil {
		return nil, err
	}
	return &checkpoint{lines[0], size, root}, nil
}

// parseNumber reads a decimal number and refuses every other spelling of it.
func parseNumber(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 || strconv.FormatInt(number, 10) != text {
		return 0, fmt.Errorf("malformed number %q", text)
	}
	return number, nil
}

func parseHash(text string) (tlog.Hash, error) {
	var hash tlog.Hash
	data, err := strict.DecodeString(text)
	if err != nil || len(data) != len(hash) {
		return hash, fmt.Errorf("malformed hash %q", text)
	}
	copy(hash[:], data)
	return hash, nil
}
