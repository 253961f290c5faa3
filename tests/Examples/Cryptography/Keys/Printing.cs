using System.Reflection;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cryptography.Keys;

/// <summary>Nothing that holds a key prints it.</summary>
public sealed class Printing
{
    /// <summary>Every printed form of the octets of the key would contain one of these.</summary>
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)0x5a, 256)];

    private static readonly string[] Forms =
    [
        "5A5A", "5a5a", "5A-5A", "90, 90", "90 90", "ZZZZ",
        Convert.ToBase64String(Key.AsSpan(..12)), Convert.ToBase64String(Key.AsSpan(..13))[..12],
    ];

    /// <summary>
    /// One of each type of the assembly that is a cipher, a keyed function, or owns a secret.
    /// </summary>
    private static IEnumerable<object> Holders()
    {
        foreach (var provider in Engines.All)
        {
            foreach (var (encryption, integrity) in CryptoProviders.Suites()
                .Where(suite => provider.Supports(suite.Encryption, suite.Integrity)))
            {
                yield return provider.CreateCipher(
                    encryption, integrity, Key.AsSpan(..encryption.KeyMaterialLength),
                    Key.AsSpan(..integrity.KeyLength));
            }

            foreach (var algorithm in Enum.GetValues<MacAlgorithm>().Where(provider.Supports))
            {
                yield return provider.CreateMac(algorithm, Key.AsSpan(..16));
            }
        }

        var store = new KeyStore(CryptoProviders.Managed(), NoncePartition.Alone);
        var handle = store.Add(new Secret(Key));
        yield return store;
        yield return handle;
        yield return store.Describe(handle)!;
        yield return store.Export(handle)!;
        yield return store.Secret(handle);
    }

    [Fact]
    public void No_holder_of_a_key_prints_it()
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var holder in Holders())
        {
            Visit(holder, seen);
        }

        // The walk has met what it should: a new holder of a secret joins Holders.
        var ours = typeof(Secret).Assembly.GetTypes()
            .Where(type => !type.IsAbstract)
            .Where(type => type.IsAssignableTo(typeof(PacketCipher))
                || type.IsAssignableTo(typeof(Mac)) || type.IsAssignableTo(typeof(TextCipher))
                || type == typeof(StoredKey) || type == typeof(ExportedKey))
            .Where(type => Engines.Libcrypto is not null
                || !type.Name.StartsWith("Libcrypto", StringComparison.Ordinal));
        Assert.Empty(ours.Except(seen.Select(holder => holder.GetType())));
    }

    [Fact]
    public void A_holder_that_printed_its_key_would_be_seen() =>
        Assert.Throws<Xunit.Sdk.DoesNotContainException>(
            () => Check(Convert.ToHexString(Key)));

    /// <summary>Prints the object and, of ours, all that its fields hold.</summary>
    private static void Visit(object holder, HashSet<object> seen)
    {
        Check(holder.ToString()!);
        var type = holder.GetType();
        if (type.Namespace != "Holdfast.Protocol.Cryptography" || !seen.Add(holder))
        {
            return;
        }

        for (var level = type; level is not null; level = level.BaseType)
        {
            const BindingFlags own = BindingFlags.Instance | BindingFlags.Public
                | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            foreach (var field in level.GetFields(own)
                .Where(field => !field.FieldType.IsPointer
                    && !field.FieldType.IsFunctionPointer))
            {
                switch (field.GetValue(holder))
                {
                    case System.Collections.IDictionary keys:
                        keys.Values.Cast<object>().ToList().ForEach(key => Visit(key, seen));
                        break;
                    case { } part:
                        Visit(part, seen);
                        break;
                }
            }
        }
    }

    private static void Check(string text)
    {
        foreach (var form in Forms)
        {
            Assert.DoesNotContain(form, text, StringComparison.Ordinal);
        }
    }
}
