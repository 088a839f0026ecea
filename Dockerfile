# The worker as one static binary on an empty image.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath \
      -ldflags "-s -w -X qunguan/cmd/internal/cli.version=${VERSION}" \
      -o /out/qunguan ./cmd/qunguan \
 && mkdir -p /out/image/data && mkdir -m 1777 /out/image/tmp \
 && cp "$(go env GOROOT)/lib/time/zoneinfo.zip" /out/zoneinfo.zip

FROM scratch
# Certificates for https and SMTP; zone data newer than the binary's own can be
# mounted over /zoneinfo.zip.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/zoneinfo.zip /zoneinfo.zip
# A tmpfs over /tmp gets the mode of what it covers (runc 1.1), whatever mode is
# asked for; the embedded registry keeps large imports there.
COPY --from=build --chown=65532:65532 /out/image/ /
COPY --from=build /out/qunguan /qunguan
ENV ZONEINFO=/zoneinfo.zip \
    QUNGUAN_DATA_DIR=/data \
    QUNGUAN_HTTP_ADDR=0.0.0.0:8080
USER 65532:65532
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["/qunguan", "healthcheck"]
ENTRYPOINT ["/qunguan"]
CMD ["daemon"]
