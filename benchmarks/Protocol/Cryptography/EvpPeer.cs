using System.Runtime.InteropServices;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Protocol.Cryptography;

/// <summary>Raw OpenSSL from C, loaded into this process: peers/c/evp.c.</summary>
internal sealed unsafe class EvpPeer
{
    internal readonly delegate* unmanaged<int, byte*, byte*, nint> New;
    internal readonly delegate* unmanaged<nint, void> Free;
    internal readonly delegate* unmanaged<nint, PacketPlace*, uint, uint, ulong> SealLoop;
    internal readonly delegate* unmanaged<nint, PacketPlace*, uint, uint, byte*, ulong> OpenLoop;

    internal EvpPeer()
    {
        var library = Repository.Peer("libevp");
        if (!File.Exists(library))
        {
            throw new FileNotFoundException(
                $"{library} is missing: benchmarks/peers/c/build makes it where libssl-dev is.");
        }

        var handle = NativeLibrary.Load(library);
        New = (delegate* unmanaged<int, byte*, byte*, nint>)
            NativeLibrary.GetExport(handle, "evp_sa_new");
        Free = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(handle, "evp_sa_free");
        SealLoop = (delegate* unmanaged<nint, PacketPlace*, uint, uint, ulong>)
            NativeLibrary.GetExport(handle, "evp_seal_loop");
        OpenLoop = (delegate* unmanaged<nint, PacketPlace*, uint, uint, byte*, ulong>)
            NativeLibrary.GetExport(handle, "evp_open_loop");
    }
}

/// <summary>One SA of the peer.</summary>
internal sealed unsafe class EvpSa : IDisposable
{
    private readonly EvpPeer _peer;
    private readonly nint _sa;

    internal EvpSa(EvpPeer peer, CipherSuite suite)
    {
        _peer = peer;
        fixed (byte* key = suite.Key, macKey = suite.MacKey)
        {
            _sa = peer.New(suite.Peer, key, macKey);
        }

        if (_sa == 0)
            throw new InvalidOperationException($"OpenSSL refuses {suite}.");
    }

    internal ulong Seal(PacketField field, int rounds) =>
        Seal(field.Places, PacketField.Count, rounds);

    internal ulong Open(PacketField field, int rounds) =>
        Open(field.Places, PacketField.Count, rounds, field.Opened);

    /// <summary>Seals packets so many times; how many went through.</summary>
    internal ulong Seal(PacketPlace* places, int count, int rounds) =>
        _peer.SealLoop(_sa, places, (uint)count, (uint)rounds);

    /// <summary>Opens packets so many times; how many went through.</summary>
    internal ulong Open(PacketPlace* places, int count, int rounds, byte* to) =>
        _peer.OpenLoop(_sa, places, (uint)count, (uint)rounds, to);

    public void Dispose() => _peer.Free(_sa);
}
