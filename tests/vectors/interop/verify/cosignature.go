package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// algCosignature is the type byte of a timestamped Ed25519 cosignature: C2SP tlog-cosignature.
const algCosignature = 0x04

// cosigner is a trusted key of type 0x04.
type cosigner struct {
	name   string
	hash   uint32
	public ed25519.PublicKey
}

// sighting is verified: the cosigner says that it saw the head at this second.
type sighting struct {
	name string
	at   int64
}

func readLogKey(path string) (note.Verifier, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	line, rest, found := strings.Cut(string(data), "\n")
	if !found || rest != "" {
		return nil, errors.New("not one line")
	}
	return note.NewVerifier(line)
}

func readCosigners(path string) ([]cosigner, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var keys []cosigner
	for _, line := range strings.SplitAfter(string(data), "\n") {
		if line == "" {
			break
		}
		if !strings.HasSuffix(line, "\n") {
			return nil, errors.New("the last line has no end")
		}
		key, err := parseCosigner(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func parseCosigner(vkey string) (cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return cosigner{}, fmt.Errorf("malformed key %q", vkey)
	}
	material, err := strict.DecodeString(parts[2])
	if err != nil || len(material) != 1+ed25519.PublicKeySize || material[0] != algCosignature {
		return cosigner{}, fmt.Errorf("no cosigner's key %q", vkey)
	}
	sum := sha256.Sum256([]byte(parts[0] + "\n" + string(material)))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return cosigner{}, fmt.Errorf("key id is not %08x in %q", hash, vkey)
	}
	return cosigner{parts[0], hash, material[1:]}, nil
}

// verifyCosignatures returns a sighting for each line of a known key, and an error if one of these does not verify.
func verifyCosignatures(text string, lines []note.Signature, known []cosigner) ([]sighting, error) {
	var seen []sighting
	for _, line := range lines {
		for _, key := range known {
			if line.Name != key.name || line.Hash != key.hash {
				continue
			}
			at, err := key.verify(text, line.Base64)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", key.name, err)
			}
			seen = append(seen, sighting{key.name, at})
		}
	}
	return seen, nil
}

func (key cosigner) verify(text, base64 string) (int64, error) {
	data, err := strict.DecodeString(base64)
	if err != nil || len(data) != 4+8+ed25519.SignatureSize {
		return 0, errors.New("not a cosignature of 76 bytes")
	}
	at := binary.BigEndian.Uint64(data[4:12])
	if at > 1<<63-1 {
		return 0, errors.New("time out of range")
	}
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, text)
	if !ed25519.Verify(key.public, []byte(message), data[12:]) {
		return 0, errors.New("does not verify")
	}
	return int64(at), nil
}
