using Org.BouncyCastle.Crypto;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The private power of a key that somebody else holds, as BouncyCastle's signers call it. What
/// they put before it may be shorter than the modulus.
/// </summary>
/// <param name="length">Octets of the modulus.</param>
/// <param name="power">The power of a number as long as the modulus.</param>
internal sealed class RsaPower(int length, Func<byte[], byte[]> power) : IAsymmetricBlockCipher
{
    public string AlgorithmName => "RSA";

    public void Init(bool forEncryption, ICipherParameters parameters)
    {
        // The key is there already.
    }

    public int GetInputBlockSize() => length;

    public int GetOutputBlockSize() => length;

    public byte[] ProcessBlock(byte[] inBuf, int inOff, int inLen)
    {
        var number = new byte[length];
        inBuf.AsSpan(inOff, inLen).CopyTo(number.AsSpan(length - inLen));
        return power(number);
    }
}
