using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A private key of RSA in BouncyCastle (blinded, with its own randomness, which does not enter
/// the result), made for one signature and wiped after it. Not wiped, since they are locals of the
/// engine: the residues modulo the primes, until the collector uses their memory again.
/// </summary>
internal sealed class BouncyRsa : IDisposable
{
    private readonly BigInteger[] _secret;
    private readonly RsaPrivateCrtKeyParameters _numbers;

    /// <summary>The key of numbers that belong together.</summary>
    internal BouncyRsa(RsaNumbers numbers)
    {
        _secret =
        [
            new(1, numbers.Exponent), new(1, numbers.P), new(1, numbers.Q),
            new(1, numbers.Dp), new(1, numbers.Dq), new(1, numbers.Inverse),
        ];
        _numbers = new(
            new(1, numbers.Modulus), new(1, numbers.PublicExponent),
            _secret[0], _secret[1], _secret[2], _secret[3], _secret[4], _secret[5]);
    }

    /// <summary>The private power of a number as long as the modulus.</summary>
    internal byte[] Power(byte[] number)
    {
        var engine = new RsaBlindedEngine();
        engine.Init(forEncryption: true, _numbers);
        return engine.ProcessBlock(number, 0, number.Length);
    }

    /// <summary>Zeroes the numbers.</summary>
    public void Dispose() => Array.ForEach(_secret, BouncyFields.Wipe);
}
