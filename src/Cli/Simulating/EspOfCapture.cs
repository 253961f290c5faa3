using System.Globalization;
using System.Net;
using Holdfast.Cli.Decoding;
using Holdfast.Cli.Decryption;
using Holdfast.Cli.Keys;
using Holdfast.Cli.Output;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Simulator.Recorded;

namespace Holdfast.Cli.Simulating;

/// <summary>Collects the outermost ESP of packets, and which keys open it.</summary>
internal sealed class EspOfCapture : IPacketOutput
{
    private const byte NextIpv4 = 4;
    private const byte NextIpv6 = 41;
    private const int Ipv4SourceEnd = 16;
    private const int Ipv6SourceEnd = 24;
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(365);

    private readonly List<Found> _found = [];
    private long _packets;
    private string? _problem;

    /// <summary>A packet that opened.</summary>
    private sealed record Found(
        IPAddress Sender, Spi Spi, Int128 Ticks, Octets Esp, ulong Number, bool IsExtended,
        IpsecMode Mode, SaKeys.Child Keys);

    /// <summary>Who sends the first packet that opens; null: none does.</summary>
    public IPAddress? FirstSender => _found.Count == 0 ? null : _found[0].Sender;

    /// <inheritdoc/>
    public void Write(in DecodedPacket packet, OctetBuffer to)
    {
        _packets++;
        IPAddress? sender = null;
        for (var at = 0; at < packet.Layers.Count; at++)
        {
            var layer = packet.Layers[at];
            var octets = packet.Octets(layer);
            if (layer.Kind == LayerKind.Ipv4 && octets.Length >= Ipv4SourceEnd)
            {
                sender = new IPAddress(octets[12..Ipv4SourceEnd]);
            }
            else if (layer.Kind == LayerKind.Ipv6 && octets.Length >= Ipv6SourceEnd)
            {
                sender = new IPAddress(octets[8..Ipv6SourceEnd]);
            }
            else if (layer.Kind == LayerKind.Esp
                && EspPacket.TryParse(octets, out var esp, out _))
            {
                Take(packet, layer.Opening, esp, sender ?? IPAddress.None);
                return;
            }
        }
    }

    /// <summary>Why nothing of somebody can be played; null: it can.</summary>
    public string? Wrong(IPAddress? sender) =>
        _found.Count > 0
            ? _found.Any(one => one.Sender.Equals(sender))
                ? null
                : $"{sender} sends no ESP that opens; "
                    + $"{string.Join(", ", _found.Select(one => one.Sender).Distinct())} does"
            : _problem ?? string.Create(
                CultureInfo.InvariantCulture, $"no ESP in {_packets} packets");

    /// <summary>What somebody sends, with keys that are its own to dispose.</summary>
    public RecordedTraffic Of(IPAddress sender, RecordedPace pace)
    {
        var sent = _found.Where(one => one.Sender.Equals(sender)).ToList();
        var back = _found.Where(one => !one.Sender.Equals(sender))
            .GroupBy(one => one.Spi).Select(group => group.ToList()).ToList();
        var sas = new List<RecordedSa>();
        foreach (var group in sent.GroupBy(one => one.Spi))
        {
            // SAs of both directions are made together, so they begin in the same order.
            var other = sas.Count < back.Count
                && back[sas.Count][0].Keys is var there && group.First().Keys is var here
                && there.Encryption == here.Encryption && there.Integrity == here.Integrity
                ? Sa([.. back[sas.Count]], null)
                : null;
            sas.Add(Sa([.. group], other));
        }

        return new()
        {
            Sas = sas,
            Packets =
            [
                .. sent.Select(one => new RecordedPacket(
                    TimeSpan.FromTicks((long)Int128.Clamp(
                        one.Ticks - sent[0].Ticks, 0, LongestPause.Ticks)),
                    one.Esp)),
            ],
            Pace = pace,
        };
    }

    private static RecordedSa Sa(List<Found> packets, RecordedSa? back)
    {
        var first = packets[0];
        return new()
        {
            Spi = first.Spi,
            Encryption = first.Keys.Encryption,
            Integrity = first.Keys.Integrity,
            EncryptionKey = new Secret(first.Keys.EncryptionKey.Span),
            IntegrityKey = new Secret(first.Keys.IntegrityKey.Span),
            IsExtended = packets.Any(one => one.IsExtended),
            Mode = first.Mode,
            First = packets.Min(one => one.Number),
            Back = back,
        };
    }

    private void Take(
        in DecodedPacket packet, Opening? opening, EspPacket esp, IPAddress sender)
    {
        if (opening is not { By: { } keys, Icv: IcvCheck.Good, Problem: null })
        {
            var why = opening?.Problem ?? "its ICV cannot be checked with these keys";
            _problem ??= string.Create(
                CultureInfo.InvariantCulture,
                $"packet {packet.Number}: ESP with SPI {esp.Spi}: {why}");
            return;
        }

        var time = packet.Captured.HasTime ? packet.Captured.Time : default;
        var ticks = ((Int128)time.Seconds * TimeSpan.TicksPerSecond)
            + (time.Nanoseconds / TimeSpan.NanosecondsPerTick);
        _found.Add(new(
            sender, esp.Spi, ticks, new Octets(esp.Octets),
            ((ulong)opening.SequenceHigh.GetValueOrDefault() << 32) | esp.SequenceNumber.Value,
            opening.SequenceHigh is not null,
            keys.Mode == SaMode.Beet ? IpsecMode.Beet
                : opening.Next is NextIpv4 or NextIpv6 ? IpsecMode.Tunnel
                : IpsecMode.Transport,
            keys));
    }
}
