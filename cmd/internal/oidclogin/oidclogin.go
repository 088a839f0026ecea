// Package oidclogin asks an OpenID Connect provider for a person's identity: with state, nonce and
// PKCE, and only for claims that the provider has verified. It knows neither the directory nor a
// session.
package oidclogin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"qunguan/jobs/signin"
	"qunguan/reconcile/workgroup"
)

// ErrUnverified says that the provider has not verified the mail or the number in its claim.
var ErrUnverified = errors.New("the provider has not verified the claim")

// ErrNoClaim says that the provider's answer lacks the claim.
var ErrNoClaim = errors.New("the provider does not give the claim")

// Config is a provider, and this program as its client.
type Config struct {
	Issuer   string
	ID       string
	Secret   workgroup.Secret
	Redirect string       // the address to which browsers return
	Kind     signin.Claim // the field with which the claim is compared
	Claim    string       // the claim's name
	HTTP     *http.Client
}

// Login uses one provider. Its addresses are read when they are first needed: a provider that is down
// does not keep the program from starting.
type Login struct {
	cfg Config

	mu       sync.Mutex
	provider *oidc.Provider
}

// New makes a Login without contacting the provider.
func New(cfg Config) *Login { return &Login{cfg: cfg} }

// Kind is the field of the directory with which the claim is compared.
func (l *Login) Kind() signin.Claim { return l.cfg.Kind }

// providerTimeout bounds each call to the provider.
const providerTimeout = 15 * time.Second

func (l *Login) known(ctx context.Context) (*oidc.Provider, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.provider == nil {
		// The provider keeps the context for its keys: it must outlive the
		// request.
		p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), l.cfg.HTTP), l.cfg.Issuer)
		if err != nil {
			return nil, fmt.Errorf("ask the provider of sign-ins for its addresses: %w", err)
		}
		l.provider = p
	}
	return l.provider, nil
}

func (l *Login) client(p *oidc.Provider) *oauth2.Config {
	scopes := []string{oidc.ScopeOpenID, "profile"}
	switch l.cfg.Kind {
	case signin.ByMail:
		scopes = append(scopes, "email")
	case signin.ByMobile:
		scopes = append(scopes, "phone")
	}
	return &oauth2.Config{ClientID: l.cfg.ID, ClientSecret: l.cfg.Secret.Reveal(), Endpoint: p.Endpoint(), RedirectURL: l.cfg.Redirect, Scopes: scopes}
}

// Begin is the address to which the browser is sent.
func (l *Login) Begin(ctx context.Context, state, nonce, verifier string) (string, error) {
	p, err := l.known(ctx)
	if err != nil {
		return "", err
	}
	return l.client(p).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), nil
}

// Finish trades the code that a browser brought for the claim.
func (l *Login) Finish(ctx context.Context, code, nonce, verifier string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, providerTimeout)
	defer cancel()
	p, err := l.known(ctx)
	if err != nil {
		return "", err
	}
	ctx = oidc.ClientContext(ctx, l.cfg.HTTP)
	token, err := l.client(p).Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return "", fmt.Errorf("trade the code for a token: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.Verifier(&oidc.Config{ClientID: l.cfg.ID}).Verify(ctx, raw)
	if err != nil {
		return "", fmt.Errorf("verify the provider's word: %w", err)
	}
	if id.Nonce != nonce {
		return "", errors.New("verify the provider's word: it answers another question")
	}
	claims := map[string]any{}
	if err := id.Claims(&claims); err != nil {
		return "", fmt.Errorf("read the provider's word: %w", err)
	}
	if _, given := claims[l.cfg.Claim]; !given {
		// Some providers give mail and number only in a second answer.
		info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return "", fmt.Errorf("ask the provider for more: %w", err)
		}
		if info.Subject != id.Subject {
			return "", errors.New("ask the provider for more: it speaks of somebody else")
		}
		if err := info.Claims(&claims); err != nil {
			return "", fmt.Errorf("read what the provider says: %w", err)
		}
	}
	return l.claim(claims)
}

func (l *Login) claim(claims map[string]any) (string, error) {
	value, _ := claims[l.cfg.Claim].(string)
	if value == "" {
		return "", ErrNoClaim
	}
	verified := map[signin.Claim]string{signin.ByMail: "email_verified", signin.ByMobile: "phone_number_verified"}[l.cfg.Kind]
	if verified != "" && !slices.Contains([]any{true, "true"}, claims[verified]) {
		return "", ErrUnverified
	}
	return value, nil
}
