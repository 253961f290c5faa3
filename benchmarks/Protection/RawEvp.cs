using System.Runtime.InteropServices;
using Holdfast.Benchmarks.Protocol.Cryptography;

namespace Holdfast.Benchmarks.Protection;

/// <summary>
/// Raw OpenSSL from C (<c>peers/c/evp.c</c>) on a text as long as that of ESP, and on the very
/// packets that ESP opens, where they lie.
/// </summary>
internal sealed unsafe class RawEvp : IDisposable
{
    private const int Border = 64;

    private readonly EvpSa _sa;
    private readonly byte* _memory;
    private readonly PacketPlace* _own;
    private readonly PacketPlace* _sent;
    private readonly byte* _opened;

    public RawEvp(CipherSuite suite, EspTraffic traffic)
    {
        _sa = new(new EvpPeer(), suite);
        var textAt = PacketField.HeaderLength + suite.Encryption.IvLength;
        var room = (Border + traffic.TextLength + PacketField.IcvLength + Border - 1) & -Border;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(2 * room), Border);
        NativeMemory.Clear(_memory, (nuint)(2 * room));
        _own = (PacketPlace*)NativeMemory.Alloc(
            1 + EspTraffic.Batch, (nuint)sizeof(PacketPlace));
        _own[0] = Place(_memory + Border - textAt);
        _sent = _own + 1;
        for (var i = 0; i < EspTraffic.Batch; i++)
            _sent[i] = Place(traffic.Esp + (i * traffic.Stride));
        _opened = _memory + room;

        PacketPlace Place(byte* octets) => new()
        {
            Octets = octets,
            Header = PacketField.HeaderLength,
            Text = (uint)traffic.TextLength,
        };
    }

    /// <summary>Encrypts and authenticates the text, an IV for each time.</summary>
    public ulong Seal(int rounds) =>
        Good(_sa.Seal(_own, 1, rounds * EspTraffic.Batch), rounds);

    /// <summary>Verifies and decrypts the packets that ESP opens.</summary>
    public ulong Open(int rounds) =>
        Good(_sa.Open(_sent, EspTraffic.Batch, rounds, _opened), rounds);

    public void Dispose()
    {
        _sa.Dispose();
        NativeMemory.AlignedFree(_memory);
        NativeMemory.Free(_own);
    }

    private static ulong Good(ulong packets, int rounds) =>
        packets == (ulong)rounds * EspTraffic.Batch
            ? packets
            : throw new InvalidOperationException("OpenSSL refuses a packet");
}
