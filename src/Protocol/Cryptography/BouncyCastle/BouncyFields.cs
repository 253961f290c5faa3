using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Modes;
#pragma warning disable CS0618 // GCM on machines without carry-less multiplication uses it.
using Org.BouncyCastle.Crypto.Modes.Gcm;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Utilities;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Where BouncyCastle keeps what it knows of keys, so that it can be moved and wiped. A test fails
/// when an update of the package names or shapes one of the fields differently.
/// </summary>
internal static class BouncyFields
{
    /// <summary>Zeroes a number that the caller made: never one that BouncyCastle shares.</summary>
    internal static void Wipe(BigInteger number) => Array.Clear(Magnitude(number));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "magnitude")]
    internal static extern ref uint[] Magnitude(BigInteger number);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_key")]
    internal static extern ref byte[] Key(KeyParameter parameter);

    // Engines.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "WorkingKey")]
    internal static extern ref uint[][] RoundKeys(AesEngine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_roundKeys")]
    internal static extern ref Vector128<byte>[] RoundKeys(ref AesEngine_X86 engine);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "setKey")]
    internal static extern void SetKey(CamelliaEngine engine, bool forEncryption, byte[] key);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "subkey")]
    internal static extern ref uint[] Subkeys(CamelliaEngine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "kw")]
    internal static extern ref uint[] Whitening(CamelliaEngine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "ke")]
    internal static extern ref uint[] Layers(CamelliaEngine engine);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "GenerateWorkingKey")]
    internal static extern int[] RoundKeys(DesEngine? engine, bool encrypting, byte[] key);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "workingKey")]
    internal static extern ref int[] RoundKeys(DesEngine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "workingKey1")]
    internal static extern ref int[] RoundKeys1(DesEdeEngine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "workingKey2")]
    internal static extern ref int[] RoundKeys2(DesEdeEngine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "workingKey3")]
    internal static extern ref int[] RoundKeys3(DesEdeEngine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "engineState")]
    internal static extern ref uint[] State(Salsa20Engine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "x")]
    internal static extern ref uint[] Output(Salsa20Engine engine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "keyStream")]
    internal static extern ref byte[] KeyStream(Salsa20Engine engine);

    // Combined modes.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "lastKey")]
    internal static extern ref byte[] LastKey(GcmBlockCipher cipher);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "H")]
    internal static extern ref byte[] HashKey(GcmBlockCipher cipher);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "HPow")]
    internal static extern ref Vector128<ulong>[]? HashKeyPowers(GcmBlockCipher cipher);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "multiplier")]
    internal static extern ref IGcmMultiplier Multiplier(GcmBlockCipher cipher);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "H")]
    internal static extern ref byte[] HashKey(Tables4kGcmMultiplier multiplier);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_key")]
    internal static extern ref byte[] Key(ChaCha20Poly1305 cipher);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_chacha20")]
    internal static extern ref ChaCha7539Engine Stream(ChaCha20Poly1305 cipher);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "counterOut")]
    internal static extern ref byte[] KeyStream(SicBlockCipher mode);

    // Keyed functions.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "digest")]
    internal static extern ref IDigest Digest(HMac mac);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "ipadState")]
    internal static extern ref IMemoable? InnerState(HMac mac);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "opadState")]
    internal static extern ref IMemoable? OuterState(HMac mac);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "inputPad")]
    internal static extern ref byte[] InnerPad(HMac mac);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "outputBuf")]
    internal static extern ref byte[] OuterPad(HMac mac);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "L")]
    internal static extern ref byte[] Base(CMac mac);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Lu")]
    internal static extern ref byte[] KeyOfWhole(CMac mac);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Lu2")]
    internal static extern ref byte[] KeyOfPart(CMac mac);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "mac")]
    internal static extern ref byte[] Result(CMac mac);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "buf")]
    internal static extern ref byte[] Waiting(CMac mac);

    // Signatures and key exchanges.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "K")]
    internal static extern ref byte[] Key(HMacDsaKCalculator nonces);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "V")]
    internal static extern ref byte[] Value(HMacDsaKCalculator nonces);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "hMac")]
    internal static extern ref HMac Function(HMacDsaKCalculator nonces);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_seed")]
    internal static extern ref byte[] Seed(MLKemPrivateKeyParameters key);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_encoding")]
    internal static extern ref byte[] Encoding(MLKemPrivateKeyParameters key);
}
