using System.Diagnostics;
using System.Reflection;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Examples.Cryptography.Signatures;

namespace Holdfast.Tests.Examples.Cryptography.Keys;

/// <summary>Nothing that holds a key prints it, nor does an error or an exception.</summary>
public sealed class Printing
{
    /// <summary>Every printed form of the octets of the key would contain one of these.</summary>
    private static readonly byte[] Key = Holders.Key(Holders.One, 256);

    private static readonly string[] Forms =
    [
        "5A5A", "5a5a", "5A-5A", "90, 90", "90 90", "ZZZZ",
        Convert.ToBase64String(Key.AsSpan(..12)), Convert.ToBase64String(Key.AsSpan(..13))[..12],
    ];

    [Fact]
    public void No_holder_of_a_key_prints_it()
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var (_, make) in Holders.All())
        {
            using var holder = make(Holders.One);
            Visit(holder, seen);
        }

        Assert.NotEmpty(seen);
    }

    [Fact]
    public void A_holder_that_printed_its_key_would_be_seen() =>
        Assert.Throws<Xunit.Sdk.DoesNotContainException>(
            () => Check(Convert.ToHexString(Key)));

    [Fact]
    public void No_debugger_shows_the_parts_of_a_key()
    {
        Assert.NotEmpty(HolderTypes.All);
        foreach (var type in HolderTypes.All)
        {
            Assert.False(type.IsDefined(typeof(DebuggerDisplayAttribute), inherit: true));
            Assert.False(type.IsDefined(typeof(DebuggerTypeProxyAttribute), inherit: true));
        }
    }

    /// <summary>Each public member without arguments, on what is gone already.</summary>
    [Fact]
    public void No_exception_of_a_holder_that_is_gone_tells_its_key()
    {
        var thrown = 0;
        foreach (var (_, make) in Holders.All())
        {
            var holder = make(Holders.One);
            holder.Dispose();
            foreach (var method in holder.GetType().GetMethods(
                BindingFlags.Instance | BindingFlags.Public)
                .Where(method => method.GetParameters().Length == 0
                    && !method.ContainsGenericParameters
                    && !method.ReturnType.IsByRefLike
                    && method.DeclaringType != typeof(object)))
            {
                try
                {
                    Check(method.Invoke(holder, null)?.ToString() ?? "");
                }
                catch (TargetInvocationException exception)
                {
                    Check(exception.ToString());
                    thrown++;
                }
            }

            if (holder is Mac mac)
            {
                Check(Assert.Throws<ObjectDisposedException>(() => mac.Append(Key)).ToString());
                thrown++;
            }
        }

        Assert.NotEqual(0, thrown);
    }

    [Fact]
    public void No_exception_about_the_length_of_a_key_tells_it()
    {
        var gcm = EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!;
        foreach (var provider in Engines.All)
        {
            Check(Assert.Throws<ArgumentException>(() => provider.CreateCipher(
                gcm, IntegritySpec.None, Key, [])).ToString());
        }

        Check(Assert.Throws<ArgumentException>(() => Engines.Fastest.CreateMac(
            MacAlgorithm.AesCmac, Key)).ToString());
        Check(Assert.Throws<ArgumentException>(() => KeyExchanges.TryStart(
            Engines.Fastest, KeyExchangeMethod.Curve25519, Key, out _, out _)).ToString());
        using var store = new KeyStore(Engines.Fastest, NoncePartition.Alone);
        Assert.False(store.TryAdd(
            new KeyDescription.Cipher(gcm, IntegritySpec.None, KeyUse.Seal), Key, out _,
            out var error));
        Check(error.ToString());
    }

    [Fact]
    public void No_error_about_a_private_key_tells_anything_of_it()
    {
        var refused = 0;
        foreach (var kind in Enum.GetValues<SigningKeyKind>()
            .Where(kind => kind != SigningKeyKind.Rsa))
        {
            var info = SigningKeys.OfOctet(kind, Holders.One);
            for (var at = 0; at < info.Length; at++)
            {
                var changed = info.ToArray();
                changed[at] ^= 0xff;
                if (PrivateKey.TryRead(Engines.Fastest, changed, out var key, out var error))
                {
                    Check(key.ToString());
                    key.Dispose();
                    continue;
                }

                Check(error.ToString());
                refused++;
            }
        }

        Assert.NotEqual(0, refused);
    }

    /// <summary>Prints the object and, of ours, all that its fields hold.</summary>
    private static void Visit(object holder, HashSet<object> seen)
    {
        Check(holder.ToString()!);
        var type = holder.GetType();
        if (type.Assembly != typeof(Secret).Assembly || !seen.Add(holder))
        {
            return;
        }

        for (var level = type; level is not null; level = level.BaseType)
        {
            foreach (var field in level.GetFields(HolderTypes.Own)
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
