using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Simulation.Scenarios.Inbound;

/// <summary>An ESP packet that is on its way.</summary>
/// <param name="Number">Its sequence number.</param>
/// <param name="Packet">Its octets.</param>
/// <param name="IsForged">Whether somebody else made it than the peer.</param>
public sealed record EspOnTheWay(uint Number, Octets Packet, bool IsForged);

/// <summary>
/// Both ends of an ESP SA with real octets and real cryptography: what the peer has sent, what
/// somebody made of it who has no key, and the shipped way in.
/// </summary>
public static class InboundSa
{
    /// <summary>Numbers in the window.</summary>
    public const int WindowSize = 32;

    private static readonly EncryptionSpec Encryption =
        EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!;

    private static readonly IpsecSa Sa = new(new(0x0100_0301), IpsecMode.Transport);

    private static readonly Octets Key = Octets.FromHex(
        "000102030405060708090a0b0c0d0e0f10111213");

    private static readonly Octets Plain = Octets.FromHex(
        "4500001c000000004011000000000000c0000201c00002020007000700080000");

    /// <summary>
    /// Packets with these numbers as the peer sends them, and each of them once more with a
    /// number and with a text that somebody has changed.
    /// </summary>
    public static Items<EspOnTheWay> Packets(params ReadOnlySpan<uint> numbers)
    {
        var packets = new List<EspOnTheWay>();
        foreach (var number in numbers)
        {
            var packet = Sealed(number);
            packets.Add(new(number, new(packet), IsForged: false));
            packets.Add(new(number, new(Changed(packet, packet.Length - 1)), IsForged: true));

            // RFC 4303 §3.3.3: the number stands behind the SPI; another one is far ahead.
            var ahead = Changed(packet, IpHeader + 6);
            packets.Add(new(number ^ 0xFF00, new(ahead), IsForged: true));
        }

        return [.. packets];
    }

    private const int IpHeader = 20;

    /// <summary>Takes a packet in by the shipped way: window, ICV, window.</summary>
    /// <param name="before">The window.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="after">The window afterwards.</param>
    /// <param name="written">Octets that came out.</param>
    public static bool TryTake(
        ReplayWindowState before, Octets packet, out ReplayWindowState after, out int written)
    {
        using var sa = new EspInbound(Sa, Cipher(), ReplayWindow.Restore(before));
        var isTaken = sa.TryDecapsulate(
            packet.Span, new byte[sa.OutputLengthMax(packet.Length)], out var opened, out _);
        after = sa.Window.Snapshot();
        written = opened.Written;
        return isTaken;
    }

    private static PacketCipher Cipher() =>
        new BouncyCastleProvider().CreateCipher(
            Encryption, IntegritySpec.None, Key.Span, default);

    private static byte[] Sealed(uint number)
    {
        using var sa = new EspOutbound(
            Sa, Cipher(),
            new(Encryption, NoncePartition.Alone, static octets => octets.Clear(), number),
            new(extended: false, number));
        var output = new byte[sa.OutputLengthMax(Plain.Length)];
        return sa.TryEncapsulate(Plain.Span, output, out var written, out var refusal)
            ? output[..written]
            : throw new InvalidOperationException(refusal.ToString());
    }

    private static byte[] Changed(byte[] packet, int at)
    {
        byte[] changed = [.. packet];
        changed[at] ^= 0xFF;
        return changed;
    }
}
