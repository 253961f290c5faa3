using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Protection;

/// <summary>Raw OpenSSL from C (<c>peers/c/evp_packets.c</c>), loaded into this process.</summary>
internal sealed unsafe class EvpPeer : IDisposable
{
    private readonly nint _library;
    private readonly nint _peer;
    private readonly byte* _text;
    private readonly byte* _packets;
    private readonly uint _length;
    private readonly uint _stride;
    private readonly uint _icvLength;

    public EvpPeer(ProtectionSuite suite, EspTraffic traffic)
    {
        var path = Repository.Peer("libpeer-evp");
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"{path} is missing: benchmarks/peers/c/build makes it where libssl-dev is.");
        }

        _library = NativeLibrary.Load(path);
        _length = (uint)traffic.TextLength;
        _stride = (uint)traffic.Stride;
        _icvLength = (uint)(suite.Encryption.IcvLength + suite.Integrity.IcvLength);
        _text = (byte*)NativeMemory.AlignedAlloc(_length + 64, 64);
        _packets = traffic.Esp;
        var key = suite.Key.AsSpan();
        var cipherKey = key[..suite.Encryption.KeyLength];
        fixed (byte* keyAt = cipherKey,
            saltAt = key[suite.Encryption.KeyLength..],
            macAt = suite.MacKey,
            name = Encoding.ASCII.GetBytes(suite.EvpName + "\0"))
        {
            var create = (delegate* unmanaged<byte*, byte*, byte*, uint, uint, byte*, uint, nint>)
                Export("evp_peer_new");
            _peer = create(
                name, keyAt, saltAt, (uint)suite.Encryption.SaltLength,
                (uint)suite.Encryption.IvLength, macAt, (uint)suite.MacKey.Length);
        }

        if (_peer == 0)
            throw new InvalidOperationException($"OpenSSL does not take {suite.Name}");
    }

    /// <summary>Encrypts and authenticates a text as long as that of ESP.</summary>
    public ulong Seal(int rounds)
    {
        var seal = (delegate* unmanaged<nint, byte*, uint, uint, ulong>)Export("evp_peer_seal");
        return Good(seal(_peer, _text, _length, (uint)rounds * EspTraffic.Batch));
    }

    /// <summary>Verifies and decrypts the packets that ESP opens.</summary>
    public ulong Open(int rounds)
    {
        var open = (delegate* unmanaged<nint, byte*, uint, uint, uint, byte*, uint, ulong>)
            Export("evp_peer_open");
        var sum = 0UL;
        for (var round = 0; round < rounds; round++)
        {
            sum += Good(open(
                _peer, _packets, _stride, EspTraffic.Batch, _length, _text, _icvLength));
        }

        return sum;
    }

    public void Dispose()
    {
        ((delegate* unmanaged<nint, void>)Export("evp_peer_free"))(_peer);
        NativeMemory.AlignedFree(_text);
        NativeLibrary.Free(_library);
    }

    private static ulong Good(ulong sum) =>
        sum != 0 ? sum : throw new InvalidOperationException("OpenSSL refuses a packet");

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);
}
