using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Holdfast.Benchmarks.Protocol.Cryptography;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Benchmarks.Protection;

/// <summary>
/// Whole ESP in tunnel mode over IPv4: an inner packet that is protected again and again, and
/// a batch of protected packets that are opened through a window. Packets lie in native memory, so
/// that the encrypted text begins on a 64-octet border as it does for C.
/// </summary>
internal sealed unsafe class EspTraffic : IDisposable
{
    /// <summary>Packets of a batch; they fit the second cache.</summary>
    public const int Batch = 256;

    private const int OuterLength = 20;
    private const int FixedLength = 8;
    private const int RandomLength = 1 << 16;
    private const int Border = 64;

    private static readonly IpsecSa Sa = new(new Spi(0xC0DE0001), IpsecMode.Tunnel)
    {
        Outer = new(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.1")),
    };

    private readonly CipherSuite _suite;
    private readonly byte[] _random = RandomNumberGenerator.GetBytes(RandomLength);
    private readonly EspOutbound _outbound;
    private readonly PacketCipher _cipher;
    private readonly int _size;
    private readonly int _start;
    private readonly int _room;
    private readonly byte* _packet;
    private readonly byte* _output;
    private readonly byte* _sent;
    private int _randomAt;

    public EspTraffic(CipherSuite suite, CryptoProvider provider, int size)
    {
        _suite = suite;
        _size = size;
        _outbound = Outbound(suite, provider);
        _cipher = suite.Cipher(provider);
        var textAt = OuterLength + FixedLength + suite.Encryption.SentIvLength;
        _start = (Border - (textAt % Border)) % Border;
        _room = _outbound.OutputLengthMax(size);
        Stride = (_start + _room + Border - 1) / Border * Border;
        _packet = Allocate(size);
        _output = Allocate(Stride);
        _sent = Allocate(Batch * Stride);
        (_packet[0], _packet[8], _packet[9]) = (0x45, 64, 17);
        BinaryPrimitives.WriteUInt16BigEndian(new(_packet + 2, 2), (ushort)size);
        using var sender = Outbound(suite, provider);
        for (var i = 0; i < Batch; i++)
        {
            sender.TryEncapsulate(
                Packet, new(_sent + (i * Stride) + _start, _room), out var length, out _);
            Length = length;
        }
    }

    /// <summary>Octets of a protected packet.</summary>
    public int Length { get; }

    /// <summary>Octets from one packet of the batch to the next.</summary>
    public int Stride { get; }

    /// <summary>The first ESP header of the batch, for the C peer.</summary>
    public byte* Esp => _sent + _start + OuterLength;

    /// <summary>Octets of the encrypted text in each.</summary>
    public int TextLength => Length - OuterLength - FixedLength
        - _suite.Encryption.SentIvLength - _cipher.IcvLength;

    private ReadOnlySpan<byte> Packet => new(_packet, _size);

    private Span<byte> Output => new(_output + _start, _room);

    /// <summary>Protects the packet so many times.</summary>
    public ulong Encapsulate(int rounds)
    {
        var sum = 0UL;
        for (var i = 0; i < rounds * Batch; i++)
        {
            if (!_outbound.TryEncapsulate(Packet, Output, out var written, out var refusal))
                throw new InvalidOperationException($"{refusal}");
            sum += (uint)written + Output[^1];
        }

        return sum;
    }

    /// <summary>Seals the text alone: what ESP adds is the difference.</summary>
    public ulong Seal(int rounds)
    {
        var at = FixedLength + _suite.Encryption.SentIvLength;
        var esp = Output[OuterLength..];
        var sum = 0UL;
        for (var i = 0; i < rounds * Batch; i++)
        {
            esp[at - 1]++;
            _cipher.Seal(
                esp[..FixedLength], esp[FixedLength..at], esp.Slice(at, TextLength), default,
                esp.Slice(at + TextLength, _cipher.IcvLength));
            sum += esp[at];
        }

        return sum;
    }

    /// <summary>
    /// Opens the batch so many times, each time through a window that has seen nothing.
    /// </summary>
    public ulong Decapsulate(int rounds)
    {
        var sum = 0UL;
        for (var round = 0; round < rounds; round++)
        {
            // Not disposed: the cipher is used again.
            var inbound = new EspInbound(Sa, _cipher, new ReplayWindow(64, extended: false));
            for (var i = 0; i < Batch; i++)
            {
                var packet = new ReadOnlySpan<byte>(_sent + (i * Stride) + _start, Length);
                if (!inbound.TryDecapsulate(
                    packet, new(_output, Stride), out var opened, out var refusal))
                {
                    throw new InvalidOperationException($"{refusal}");
                }

                sum += opened.Number + _output[0];
            }
        }

        return sum;
    }

    public void Dispose()
    {
        _outbound.Dispose();
        _cipher.Dispose();
        NativeMemory.AlignedFree(_packet);
        NativeMemory.AlignedFree(_output);
        NativeMemory.AlignedFree(_sent);
    }

    private static byte* Allocate(int length)
    {
        var octets = (byte*)NativeMemory.AlignedAlloc((nuint)length, Border);
        NativeMemory.Clear(octets, (nuint)length);
        return octets;
    }

    private EspOutbound Outbound(CipherSuite suite, CryptoProvider provider) => new(
        Sa, suite.Cipher(provider), new(suite.Encryption, NoncePartition.Alone, Draw),
        new(extended: false));

    // IVs of CBC come from a pool of the system's random octets: its generator is not timed.
    private void Draw(Span<byte> octets)
    {
        if (_randomAt + octets.Length > RandomLength)
            _randomAt = 0;
        _random.AsSpan(_randomAt, octets.Length).CopyTo(octets);
        _randomAt += octets.Length;
    }
}
