using System.Reflection;
using System.Runtime.CompilerServices;
using Holdfast.Protocol.Cryptography;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Holdfast.Tests.Examples.Cryptography.Keys;

/// <summary>
/// Keys are wiped in fields of BouncyCastle that are its own business: an update of the package
/// that names or shapes them differently, or adds one, has to be looked at.
/// </summary>
public sealed class BouncyShapes
{
    /// <summary>What each type refers to, as of the version that is pinned.</summary>
    private const string Shapes =
        """
        AesEngine: WorkingKey, s
        AesEngine_X86: m_mode, m_roundKeys
        BigInteger: magnitude
        CMac: L, Lu, Lu2, ZEROES, buf, m_cipherMode, mac
        CamelliaEngine: ke, kw, subkey
        CbcBlockCipher: IV, cbcNextV, cbcV, cipher
        CcmBlockCipher: associatedText, cipher, data, initialAssociatedText, keyParam,
            lastKey, macBlock, nonce
        ChaCha20Poly1305: m_buf, m_chacha20, m_initialAad, m_key, m_mac, m_nonce,
            m_poly1305, m_state
        DesEdeEngine: workingKey1, workingKey2, workingKey3
        DesEngine: workingKey
        GcmBlockCipher: H, HPow, J0, S, S_at, S_atPre, atBlock, bufBlock, cipher, counter,
            exp, initialAssociatedText, lastKey, macBlock, multiplier, nonce
        HMac: digest, inputPad, ipadState, opadState, outputBuf
        HMacDsaKCalculator: K, V, hMac, n
        KeyParameter: m_key
        MLKemPrivateKeyParameters: m_encoding, m_preferredFormat, m_seed
        Poly1305: cipher, currentBlock
        RsaPrivateCrtKeyParameters: dP, dQ, e, p, q, qInv
        Salsa20Engine: engineState, keyStream, x
        SicBlockCipher: IV, cipher, counter, counterOut
        Tables4kGcmMultiplier: H, T
        """;

    private static readonly MethodInfo[] Accessors =
    [
        .. typeof(BouncyFields).GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(method => method.IsDefined(typeof(UnsafeAccessorAttribute))),
    ];

    public static TheoryData<string> Names => [.. Accessors.Select(one => one.ToString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_field_that_is_wiped_is_there_with_its_name_and_type(string name)
    {
        var accessor = Accessors.Single(one => one.ToString() == name);
        var attribute = accessor.GetCustomAttribute<UnsafeAccessorAttribute>()!;
        var parameters = accessor.GetParameters().Select(one => one.ParameterType).ToArray();
        var target = Bare(parameters[0]);
        var kind = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic
            | (attribute.Kind == UnsafeAccessorKind.StaticMethod
                ? BindingFlags.Static
                : BindingFlags.Instance);
        if (attribute.Kind == UnsafeAccessorKind.Field)
        {
            Assert.Equal(
                Bare(accessor.ReturnType), target.GetField(attribute.Name!, kind)?.FieldType);
        }
        else
        {
            Assert.Equal(
                accessor.ReturnType,
                target.GetMethod(attribute.Name!, kind, parameters[1..])?.ReturnType);
        }
    }

    [Fact]
    public void No_type_that_is_wiped_has_a_field_that_nobody_looked_at()
    {
        var types = Accessors.Select(one => Bare(one.GetParameters()[0].ParameterType))
            .Append(typeof(CcmBlockCipher)).Append(typeof(CbcBlockCipher))
            .Append(typeof(Poly1305)).Append(typeof(RsaPrivateCrtKeyParameters))
            .Distinct().OrderBy(type => type.Name, StringComparer.Ordinal);
        Assert.Equal(
            Shapes.ReplaceLineEndings("\n").Replace("\n    ", " ", StringComparison.Ordinal),
            string.Join('\n', types.Select(Shape)));
    }

    private static Type Bare(Type type) => type.IsByRef ? type.GetElementType()! : type;

    private static string Shape(Type type) => $"{type.Name}: " + string.Join(
        ", ", type.GetFields(HolderTypes.Own)
            .Where(field => !field.FieldType.IsPrimitive)
            .Select(field => field.Name)
            .Order(StringComparer.Ordinal));
}
