// Command grow makes a log and prints the proof of one of its entries, for another implementation to check.
//
//	grow ORIGIN SIZE INDEX LOG_SEED COSIGNER_NAME COSIGNER_SEED TIME
//
// Entry number i is the text "entry i". Seeds are in hex. Tree, path and note are made by golang.org/x/mod/sumdb.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"log"
	"os"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 8 {
		log.Fatal("usage: grow ORIGIN SIZE INDEX LOG_SEED COSIGNER_NAME COSIGNER_SEED TIME")
	}
	origin, cosigner := os.Args[1], os.Args[5]
	size, index, at := number(os.Args[2]), number(os.Args[3]), number(os.Args[7])

	stored := grow(size)
	root, err := tlog.TreeHash(size, stored)
	check(err)
	path, err := tlog.ProveRecord(size, index, stored)
	check(err)

	text := fmt.Sprintf("%s\n%d\n%s\n", origin, size, root)
	key := seed(os.Args[4])
	signer, err := note.NewSigner(fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", origin, keyHash(origin, 1, key), encode(append([]byte{1}, key.Seed()...))))
	check(err)
	head, err := note.Sign(&note.Note{Text: text}, signer)
	check(err)

	fmt.Printf("c2sp.org/tlog-proof@v1\nindex %d\n", index)
	for _, hash := range path {
		fmt.Println(hash)
	}
	fmt.Printf("\n%s%s", head, cosign(cosigner, seed(os.Args[6]), at, text))
}

// hashes is the log's storage, in the order of tlog.StoredHashIndex.
type hashes []tlog.Hash

// ReadHashes returns the hashes at these places.
func (stored hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	read := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		read[i] = stored[index]
	}
	return read, nil
}

func grow(size int64) hashes {
	var stored hashes
	for i := int64(0); i < size; i++ {
		more, err := tlog.StoredHashes(i, []byte(fmt.Sprintf("entry %d", i)), stored)
		check(err)
		stored = append(stored, more...)
	}
	return stored
}

// cosign returns a signature line of type 0x04: key id, time, signature.
func cosign(name string, key ed25519.PrivateKey, at int64, text string) string {
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, text)
	data := binary.BigEndian.AppendUint32(nil, keyHash(name, 4, key))
	data = binary.BigEndian.AppendUint64(data, uint64(at))
	data = append(data, ed25519.Sign(key, []byte(message))...)
	return fmt.Sprintf("— %s %s\n", name, encode(data))
}

func keyHash(name string, algorithm byte, key ed25519.PrivateKey) uint32 {
	data := append([]byte(name+"\n"), algorithm)
	sum := sha256.Sum256(append(data, key.Public().(ed25519.PublicKey)...))
	return binary.BigEndian.Uint32(sum[:])
}

func seed(text string) ed25519.PrivateKey {
	data, err := hex.DecodeString(text)
	check(err)
	return ed25519.NewKeyFromSeed(data)
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	check(err)
	return value
}

func encode(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
