// Package telemetry exposes what the service did since it started, in the Prometheus format.
package telemetry

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts decisions about messages. The counters are this process's own; the totals that survive it are in Redis.
type Metrics struct {
	registry   *prometheus.Registry
	counted    *prometheus.CounterVec
	duplicates prometheus.Counter
	rejected   *prometheus.CounterVec
	failures   *prometheus.CounterVec
}

// New registers the metrics; every rejection reason starts at zero, so that an alert can tell "none" from "not measured".
func New(version string, rejectionReasons []string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		counted: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "observatory_events_counted_total", Help: "Events counted, by event type.",
		}, []string{"event_type"}),
		duplicates: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "observatory_events_duplicate_total", Help: "Events whose idempotency key had been counted before.",
		}),
		rejected: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "observatory_events_rejected_total", Help: "Messages sent to the dead-letter exchange, by reason.",
		}, []string{"reason"}),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "observatory_store_failures_total", Help: "Writes that failed and will be tried again, by store.",
		}, []string{"store"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "observatory_build_info", Help: "Always 1; the labels say which build runs.",
		ConstLabels: prometheus.Labels{"service": "metrics-engine", "version": version},
	})
	build.Set(1)
	for _, reason := range rejectionReasons {
		m.rejected.WithLabelValues(reason)
	}
	m.registry.MustRegister(m.counted, m.duplicates, m.rejected, m.failures, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Counted records an event counted for the first time.
func (m *Metrics) Counted(eventType string) { m.counted.WithLabelValues(eventType).Inc() }

// Duplicate records an event that had been counted before.
func (m *Metrics) Duplicate() { m.duplicates.Inc() }

// Rejected records a message sent to the dead-letter exchange.
func (m *Metrics) Rejected(reason string) { m.rejected.WithLabelValues(reason).Inc() }

// StoreFailed records a write that will be tried again.
func (m *Metrics) StoreFailed(store string) { m.failures.WithLabelValues(store).Inc() }

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
