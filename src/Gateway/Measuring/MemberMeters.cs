using System.Diagnostics;
using System.Diagnostics.Metrics;
using Holdfast.StateMachines.Composition;
using Measurement = Holdfast.StateMachines.Composition.Telemetry.Measurement;

namespace Holdfast.Gateway.Measuring;

/// <summary>
/// The meters of a member: <see cref="Telemetry.MeterName"/>, which counts what its machines do,
/// and <see cref="GatewayTelemetry.MeterName"/>. The loop counts and publishes; whoever listens
/// reads what was published last, and never makes the loop wait.
/// </summary>
internal sealed class MemberMeters : IDisposable
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private readonly Meter _member = new(Telemetry.MeterName, Telemetry.Version);
    private readonly Meter _gateway = new(GatewayTelemetry.MeterName, GatewayTelemetry.Version);
    private readonly Dictionary<Telemetry.Instrument, Counter<long>> _counters = [];
    private readonly Dictionary<Telemetry.Instrument, Histogram<double>> _histograms = [];
    private readonly Instrument _first;
    private volatile Measurement[] _published = [];

    public MemberMeters()
    {
        foreach (var one in Telemetry.Instruments)
        {
            switch (one.Kind)
            {
                case Telemetry.Kind.Counter:
                    _counters.Add(
                        one,
                        _member.CreateCounter<long>(one.Name, one.Unit, one.Description));
                    break;
                case Telemetry.Kind.Histogram:
                    _histograms.Add(
                        one,
                        _member.CreateHistogram(
                            one.Name, one.Unit, one.Description, tags: null,
                            one.Unit == "s" ? Seconds : null));
                    break;
                case Telemetry.Kind.Gauge:
                    _member.CreateObservableGauge(
                        one.Name, () => Published(one), one.Unit, one.Description);
                    break;
            }
        }

        foreach (var one in GatewayTelemetry.Instruments)
        {
            if (one.Kind == Telemetry.Kind.Counter)
            {
                _gateway.CreateObservableCounter(
                    one.Name, () => Published(one), one.Unit, one.Description);
            }
            else
            {
                _gateway.CreateObservableGauge(
                    one.Name, () => Published(one), one.Unit, one.Description);
            }
        }

        _first = _counters[Telemetry.Decisions];
    }

    /// <summary>Whether anybody listens.</summary>
    public bool IsWanted => _first.Enabled;

    /// <summary>Counts what has happened.</summary>
    public void Record(Measurement measurement)
    {
        var tags = TagsOf(measurement);
        if (_counters.TryGetValue(measurement.Instrument, out var counter))
        {
            counter.Add((long)measurement.Value, tags);
        }
        else if (_histograms.TryGetValue(measurement.Instrument, out var histogram))
        {
            histogram.Record(measurement.Value, tags);
        }
    }

    /// <summary>What gauges show from now on, and how far counters of the gateway are.</summary>
    public void Publish(Measurement[] measurements) => _published = measurements;

    /// <inheritdoc/>
    public void Dispose()
    {
        _member.Dispose();
        _gateway.Dispose();
    }

    private IEnumerable<Measurement<double>> Published(Telemetry.Instrument instrument)
    {
        foreach (var one in _published)
        {
            if (ReferenceEquals(one.Instrument, instrument))
            {
                yield return new(one.Value, TagsOf(one));
            }
        }
    }

    private static TagList TagsOf(Measurement measurement)
    {
        var tags = default(TagList);
        foreach (var label in measurement.Labels)
        {
            tags.Add(label.Name, label.Value);
        }

        return tags;
    }
}
