using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Holdfast.Protocol.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Holdfast.Tests.Examples.Cryptography.Keys;

/// <summary>
/// Which types of the protocols hold keys, found by what their fields are of: a new one is found
/// too, and fails the tests until there is a sample of it.
/// </summary>
internal static class HolderTypes
{
    internal const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>What holds a key by itself.</summary>
    private static readonly HashSet<Type> Roots =
    [
        typeof(Secret), typeof(PinnedArrays), typeof(LibcryptoContext),
        typeof(AesGcm), typeof(AesCcm), typeof(ChaCha20Poly1305), typeof(Aes),
        typeof(IncrementalHash), typeof(AsymmetricAlgorithm), typeof(MLKem),
        typeof(KeyParameter), typeof(AsymmetricKeyParameter), typeof(HMacDsaKCalculator),
        typeof(IBlockCipher), typeof(IMac),
    ];

    /// <summary>Every type that holds keys and can be made.</summary>
    internal static IReadOnlySet<Type> All { get; } = Find();

    private static HashSet<Type> Find()
    {
        var ours = typeof(Secret).Assembly.GetTypes();
        HashSet<Type> found = [.. Roots];
        for (var before = 0; before != found.Count;)
        {
            before = found.Count;
            foreach (var type in ours)
            {
                if (Holds(type, found))
                {
                    found.Add(type);

                    // Whoever refers to the abstract one refers to the key.
                    for (var level = type.BaseType;
                        level?.Assembly == typeof(Secret).Assembly;
                        level = level.BaseType)
                    {
                        found.Add(level);
                    }
                }
            }
        }

        return
        [
            .. found.Where(type => type.Assembly == typeof(Secret).Assembly
                && !type.IsAbstract
                && !type.IsByRefLike

                // What a lambda refers to lives as long as the call that made it.
                && !type.IsDefined(typeof(CompilerGeneratedAttribute))),
        ];
    }

    private static bool Holds(Type type, HashSet<Type> found) =>
        (type.BaseType is { } parent && IsOne(parent, found))
        || type.GetFields(Own).Any(field => Parts(field.FieldType).Any(
            part => IsOne(part, found)));

    private static bool IsOne(Type type, HashSet<Type> found) =>
        found.Contains(type) || Roots.Any(root => type.IsAssignableTo(root));

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : [type, .. type.GetGenericArguments().SelectMany(Parts)];
}
