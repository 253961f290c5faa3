using System.Diagnostics;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Holdfast.Protocol.Cryptography;

/// <summary>HMAC and CMAC of BouncyCastle.</summary>
internal sealed class BouncyMac : Mac
{
    private readonly IMac _mac;

    internal BouncyMac(MacAlgorithm algorithm, ReadOnlySpan<byte> key)
        : base(algorithm)
    {
        _mac = algorithm switch
        {
            MacAlgorithm.HmacMd5 => new HMac(new MD5Digest()),
            MacAlgorithm.HmacSha1 => new HMac(new Sha1Digest()),
            MacAlgorithm.HmacSha256 => new HMac(new Sha256Digest()),
            MacAlgorithm.HmacSha384 => new HMac(new Sha384Digest()),
            MacAlgorithm.HmacSha512 => new HMac(new Sha512Digest()),
            MacAlgorithm.AesCmac => new CMac(BouncyCastleProvider.Engine(CipherName.Aes)),
            MacAlgorithm.None or MacAlgorithm.AesXcbc =>
                throw new UnreachableException($"{algorithm} is neither."),
        };
        _mac.Init(new KeyParameter(key));
    }

    public override void Append(ReadOnlySpan<byte> piece) => _mac.BlockUpdate(piece);

    public override void Finish(Span<byte> destination)
    {
        Span<byte> whole = stackalloc byte[Length];
        _mac.DoFinal(whole);
        whole[..destination.Length].CopyTo(destination);

        // A result may be a key: none of it stays on the stack.
        CryptographicOperations.ZeroMemory(whole);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Algorithm.IsHmac)
        {
            // The pads hold the key: another key takes their place.
            _mac.Init(new KeyParameter(new byte[Length]));
        }
    }
}
