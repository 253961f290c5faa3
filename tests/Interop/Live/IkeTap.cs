using System.Diagnostics;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A message of IKE that was seen on a wire, or a fragment of one.</summary>
/// <param name="At">When.</param>
/// <param name="FromGateway">Whether the virtual address sent it.</param>
/// <param name="Exchange">The exchange.</param>
/// <param name="Octets">All of it.</param>
internal sealed record SeenIke(
    DateTime At, bool FromGateway, ExchangeType Exchange, byte[] Octets)
{
    private const int TypeAt = 16;
    private const int FlagsAt = 19;
    private const int LengthAt = 24;
    private const int BehindFragmentNumber = 36;

    // Header, SK payload, IV, the length of padding, ICV: with AES-GCM, of which the lab's IKE is.
    private const int LengthOfNothing = 28 + 4 + 8 + 1 + 16;

    /// <summary>Whether it is an answer.</summary>
    public bool IsAnswer => new IkeFlags(Octets[FlagsAt]).Response;

    /// <summary>Whether it asks no more than whether the other one lives, or answers that, RFC 7296
    /// §2.4.</summary>
    public bool IsCheck =>
        Exchange == ExchangeType.Informational && Octets.Length == LengthOfNothing;

    /// <summary>What a message that is sent again has again: who sends it, both SPIs, exchange,
    /// flags and message ID (RFC 7296 §2.1), and which fragment it is (RFC 7383 §2.5).</summary>
    public string Name => $"{FromGateway} " + Convert.ToHexString(Octets.AsSpan(
        0, new PayloadType(Octets[TypeAt]) == PayloadType.EncryptedFragment
            ? BehindFragmentNumber : LengthAt));

    /// <summary>In words.</summary>
    public override string ToString() =>
        $"{At:HH:mm:ss.ffffff} {(FromGateway ? "gateway" : "peer")} {Exchange} "
            + Convert.ToHexString(Octets.AsSpan(0, Math.Min(48, Octets.Length)));
}

/// <summary>Somebody who records what is said of IKE outside: on port 500, and behind the non-ESP
/// marker on port 4500 (RFC 3948 §2.2).</summary>
internal sealed class IkeTap : IDisposable
{
    private const string Filter =
        "udp port 500 or (udp port 4500 and udp[4:2] > 12 and udp[8:4] = 0)";

    private const uint Gateway = 0xC0A80005;
    private const ushort Encapsulated = 4_500;
    private const int MarkerLength = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly EspTap _tap;

    /// <param name="lab">Where.</param>
    public IkeTap(Lab lab) => _tap = new(lab, "br-out", Filter);

    /// <summary>What was said from some moment on until now.</summary>
    public IReadOnlyList<SeenIke> Since(DateTime from) =>
        [.. _tap.SoFar().Select(Read).OfType<SeenIke>().Where(one => one.At >= from)];

    /// <summary>Waits until something was said, from some moment on.</summary>
    /// <param name="from">From when on.</param>
    /// <param name="isSo">What.</param>
    /// <param name="what">In words.</param>
    public async Task UntilAsync(DateTime from, Func<SeenIke, bool> isSo, string what)
    {
        for (var time = Stopwatch.StartNew(); !Since(from).Any(isSo); await Task.Delay(20))
        {
            Assert.True(
                time.Elapsed < Patience,
                $"on the wire is no {what}: {string.Join('\n', Since(from))}");
        }
    }

    /// <summary>
    /// RFC 7296 §2.1: what is said again is what was said before, octet for octet, whichever member
    /// says it; but for IKE_SA_INIT, which is said anew with a cookie or another group (§2.6.1).
    /// </summary>
    /// <returns>Messages that were said before some moment, and again behind it.</returns>
    public static IReadOnlyList<SeenIke> AssertAlike(
        IReadOnlyList<SeenIke> messages, DateTime moment)
    {
        List<SeenIke> again = [];
        foreach (var copies in messages.Where(one => one.Exchange != ExchangeType.IkeSaInit)
            .GroupBy(one => one.Name).Select(group => group.ToList()))
        {
            Assert.All(copies, copy => Assert.True(
                copy.Octets.AsSpan().SequenceEqual(copies[0].Octets),
                $"said again in other octets: {copies[0]}, {copy}"));
            if (copies[0].At < moment && copies[^1].At > moment)
            {
                again.Add(copies[0]);
            }
        }

        return again;
    }

    /// <inheritdoc/>
    public void Dispose() => _tap.Dispose();

    private static SeenIke? Read(SeenFrame frame)
    {
        if (!EthernetFrame.TryParse(frame.Octets, out var ethernet, out _)
            || !Ipv4Packet.TryParse(ethernet.Payload, out var ip, out _)
            || !UdpDatagram.TryParse(ip.Payload, out var udp, out _))
        {
            return null;
        }

        var octets = udp.SourcePort == Encapsulated || udp.DestinationPort == Encapsulated
            ? udp.Payload[MarkerLength..]
            : udp.Payload;
        return IkeFixedHeader.TryParse(octets, out var header, out _)
            ? new(
                frame.At, ip.SourceAddress.Value == Gateway, new(header.ExchangeType),
                octets.ToArray())
            : null;
    }
}
