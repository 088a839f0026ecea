package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"qunguan/reconcile/workgroup"
)

// pageTokenName is the file in the data folder with the token that the program makes where none is set.
const pageTokenName = "page-token"

// pageToken opens the pages: the setting, or the token in the data folder, which only the folder's
// owner can read.
func (a *App) pageToken() (workgroup.Secret, error) {
	if a.Settings.PageToken != "" {
		return a.Settings.PageToken, nil
	}
	path := filepath.Join(a.Settings.DataDir, pageTokenName)
	token, err := readPageToken(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(a.Settings.DataDir, 0o700); err != nil {
			return "", fmt.Errorf("make the data folder: %w", err)
		}
		token, err = makePageToken(path)
		if err == nil {
			a.Log.Info("page_token_made", "file", path)
		}
	}
	return token, err
}

// readPageToken reads the file; a file without a token counts as absent.
func readPageToken(path string) (workgroup.Secret, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the page token: %w", err)
	}
	token := strings.TrimSpace(string(data))
	if token == "" {
		return "", fs.ErrNotExist
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return "", fmt.Errorf("close the page token's file to others: %w", err)
	}
	return workgroup.Secret(token), nil
}

// makePageToken writes a new token as a whole: a file half-written at a crash would be a token that is
// easy to guess.
func makePageToken(path string) (workgroup.Secret, error) {
	f, err := os.CreateTemp(filepath.Dir(path), pageTokenName+"-") // 0600
	if err != nil {
		return "", fmt.Errorf("make a page token: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // it may be the token by then
	token := rand.Text()
	_, err = f.WriteString(token + "\n")
	if err = errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("write the page token: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return "", fmt.Errorf("put the page token in its place: %w", err)
	}
	return workgroup.Secret(token), nil
}
