using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Cli.Keys;

/// <summary>A pre-shared key, and for whom it is.</summary>
/// <param name="Key">Its octets.</param>
/// <param name="Addresses">Peers that use it; none: all.</param>
internal sealed record PreSharedKey(Secret Key, Items<AddressPattern> Addresses) : IDisposable
{
    /// <summary>Reads one.</summary>
    /// <exception cref="KeyFileException">Something is wrong there.</exception>
    public static PreSharedKey Read(JsonPlace place)
    {
        place.Object("key", "key_hex", "addresses");
        var addresses = new List<AddressPattern>();
        foreach (var element in place.Array("addresses"))
        {
            addresses.Add(AddressPattern.TryParse(element.String(), out var pattern)
                ? pattern
                : throw element.Wrong("an address is needed, or a prefix such as 10.9.0.0/16"));
        }

        return new(place.Secret("key", "key_hex"), [.. addresses]);
    }

    /// <summary>Whether two peers use it.</summary>
    public bool IsFor(UInt128 one, UInt128 other)
    {
        foreach (var pattern in Addresses.Span)
        {
            if (!pattern.Matches(one) && !pattern.Matches(other))
            {
                continue;
            }

            return true;
        }

        return Addresses.Count == 0;
    }

    /// <summary>Zeroes it.</summary>
    public void Dispose() => Key.Dispose();
}

/// <summary>
/// What a key exchange gave both peers, known by an SPI of the SA that it makes: 8 octets of an
/// IKE SA, 4 of a CHILD SA.
/// </summary>
/// <param name="IkeSpi">The initiator's or responder's SPI of an IKE SA; 0: a CHILD SA's.</param>
/// <param name="ChildSpi">The SPI of either direction of a CHILD SA; 0: an IKE SA's.</param>
/// <param name="Octets">g^ir, or our private value.</param>
/// <param name="IsPrivateValue">
/// Whether it is the private value of one side, of which the shared secret is still to be made.
/// </param>
/// <param name="Additional">The secrets of additional exchanges in order, RFC 9370.</param>
internal sealed record SharedSecret(
    ulong IkeSpi, uint ChildSpi, Secret Octets, bool IsPrivateValue, Items<Secret> Additional)
    : IDisposable
{
    /// <summary>Reads one.</summary>
    /// <exception cref="KeyFileException">Something is wrong there.</exception>
    public static SharedSecret Read(JsonPlace place)
    {
        place.Object("spi", "shared_secret", "private_value", "additional");
        var spi = place.Need("spi");
        var isIke = spi.Text.Length == 16;
        var number = spi.Spi(isIke ? 8 : 4);
        var shared = place.Find("shared_secret");
        var own = place.Find("private_value");
        if ((shared is null) == (own is null))
        {
            throw place.Wrong("shared_secret or private_value is needed, one of them");
        }

        List<Secret> additional = [];
        try
        {
            foreach (var element in place.Array("additional"))
            {
                additional.Add(element.Secret());
            }

            return new(
                isIke ? number : 0, isIke ? 0 : (uint)number, (shared ?? own!).Secret(),
                own is not null, [.. additional]);
        }
        catch (KeyFileException)
        {
            additional.ForEach(secret => secret.Dispose());
            throw;
        }
    }

    /// <summary>Zeroes it.</summary>
    public void Dispose()
    {
        Octets.Dispose();
        foreach (var secret in Additional.Span)
        {
            secret.Dispose();
        }
    }
}
