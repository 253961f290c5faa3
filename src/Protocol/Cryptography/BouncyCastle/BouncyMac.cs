using System.Diagnostics;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;

namespace Holdfast.Protocol.Cryptography;

/// <summary>HMAC and CMAC of BouncyCastle; disposing wipes what they keep of the key.</summary>
internal sealed class BouncyMac : Mac
{
    private readonly PinnedArrays _memory = new();
    private readonly BouncySchedule? _aes;
    private readonly IMac _mac;
    private bool _disposed;

    internal BouncyMac(MacAlgorithm algorithm, ReadOnlySpan<byte> key)
        : base(algorithm)
    {
        if (algorithm == MacAlgorithm.AesCmac)
        {
            _aes = new(CipherName.Aes, encrypt: true, key);
            _mac = Keyed(new CMac(_aes), _memory);
            return;
        }

        var mac = new HMac(Digest(algorithm));
        BouncyHmac.Key(mac, key, _memory);
        _mac = mac;
    }

    public override void Append(ReadOnlySpan<byte> piece)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _mac.BlockUpdate(piece);
    }

    public override void Finish(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Span<byte> whole = stackalloc byte[Length];
        _mac.DoFinal(whole);
        whole[..destination.Length].CopyTo(destination);

        // A result may be a key: none of it stays on the stack.
        CryptographicOperations.ZeroMemory(whole);
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
        {
            return;
        }

        _disposed = true;
        if (_mac is HMac hmac)
        {
            BouncyHmac.Wipe(hmac);
        }

        _aes?.Dispose();
        _memory.Dispose();
    }

    /// <summary>CMAC over an engine that has its key; its subkeys move into that memory.</summary>
    private static CMac Keyed(CMac mac, PinnedArrays memory)
    {
        memory.Move(ref BouncyFields.Result(mac));
        memory.Move(ref BouncyFields.Waiting(mac));
        mac.Init(BouncyKey.Zeroes(1));
        memory.Move(ref BouncyFields.Base(mac));
        memory.Move(ref BouncyFields.KeyOfWhole(mac));
        memory.Move(ref BouncyFields.KeyOfPart(mac));
        return mac;
    }

    private static IDigest Digest(MacAlgorithm algorithm) => algorithm switch
    {
        MacAlgorithm.HmacMd5 => new MD5Digest(),
        MacAlgorithm.HmacSha1 => new Sha1Digest(),
        MacAlgorithm.HmacSha256 => new Sha256Digest(),
        MacAlgorithm.HmacSha384 => new Sha384Digest(),
        MacAlgorithm.HmacSha512 => new Sha512Digest(),
        MacAlgorithm.None or MacAlgorithm.AesXcbc or MacAlgorithm.AesCmac =>
            throw new UnreachableException($"{algorithm} is no HMAC."),
    };
}
