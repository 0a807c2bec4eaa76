// Command verify checks that an entry stands in a log, and who saw it there and when.
//
//	verify LEAF PROOF LOG_VKEY COSIGNERS_VKEYS
//
// The steps are those of C2SP tlog-proof. The head's signature is checked by golang.org/x/mod/sumdb/note, the path by
// golang.org/x/mod/sumdb/tlog, the cosignatures by the standard library's Ed25519.
package main

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: verify LEAF PROOF LOG_VKEY COSIGNERS_VKEYS")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}

// run performs the steps and prints what they prove; nothing is printed before all of them have passed.
func run(leafPath, proofPath, logPath, cosignersPath string) error {
	// Step 0: the files are what they claim to be.
	leaf, err := os.ReadFile(leafPath)
	if err != nil {
		return err
	}
	proof, err := readProof(proofPath)
	if err != nil {
		return fmt.Errorf("proof: %w", err)
	}
	logKey, err := readLogKey(logPath)
	if err != nil {
		return fmt.Errorf("log key: %w", err)
	}
	cosigners, err := readCosigners(cosignersPath)
	if err != nil {
		return fmt.Errorf("cosigners: %w", err)
	}

	// Step 1: the leaf hash.
	leafHash := tlog.RecordHash(leaf)

	// Step 2: the head is signed by the log of this origin.
	head, err := note.Open(proof.head, note.VerifierList(logKey))
	if err != nil {
		return fmt.Errorf("head: %w", err)
	}
	// sumdb/note lets the last digit of a signature carry loose bits; nothing here has two spellings.
	for _, line := range head.Sigs {
		if _, err := strict.DecodeString(line.Base64); err != nil {
			return fmt.Errorf("head: %w", err)
		}
	}
	checkpoint, err := parseCheckpoint(head.Text)
	if err != nil {
		return fmt.Errorf("head: %w", err)
	}
	if checkpoint.origin != logKey.Name() {
		return fmt.Errorf("head: origin %q is not the log key's %q", checkpoint.origin, logKey.Name())
	}

	// Step 3: every line of a known cosigner verifies. sumdb/note does not know type 0x04, so they are "unverified".
	seen, err := verifyCosignatures(head.Text, head.UnverifiedSigs, cosigners)
	if err != nil {
		return fmt.Errorf("cosignature: %w", err)
	}

	// Step 4: the leaf stands below the head's root.
	if err := tlog.CheckRecord(proof.hashes, checkpoint.size, checkpoint.root, proof.index, leafHash); err != nil {
		return fmt.Errorf("inclusion: %w", err)
	}

	fmt.Printf("origin %s\nindex %d\nsize %d\n", checkpoint.origin, proof.index, checkpoint.size)
	for _, one := range seen {
		fmt.Printf("cosigner %s %s\n", one.name, time.Unix(one.at, 0).UTC().Format(time.RFC3339))
	}
	return nil
}
