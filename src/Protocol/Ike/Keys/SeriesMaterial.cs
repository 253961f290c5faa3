using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// What the answer to our IKE_FOLLOWUP_KE needs (RFC 9370 §2.2.4), as a member hands it to another
/// one: what it is (5), how many secrets, the method, 2 octets, then each with its length, 2
/// octets: the randomness of our half, the secrets, the link, the payloads of CREATE_CHILD_SA and
/// of its response, each with the type of its first payload.
/// </summary>
public sealed class SeriesMaterial : IDisposable
{
    private const int HeaderLength = 4;
    private const int SecretsMax = 8;
    private const byte ForSeries = 5;
    private readonly Secret _octets;
    private readonly Range[] _parts;

    private SeriesMaterial(Secret octets, Range[] parts) => (_octets, _parts) = (octets, parts);

    /// <summary>All of it.</summary>
    public ReadOnlySpan<byte> Octets => _octets.Span;

    /// <summary>The method of our half.</summary>
    public KeyExchangeMethod Method =>
        new(BinaryPrimitives.ReadUInt16BigEndian(_octets.Span[2..]));

    /// <summary>The randomness of our half.</summary>
    public ReadOnlySpan<byte> Drawn => _octets.Span[_parts[0]];

    /// <summary>How many exchanges are done, so that there are secrets of them.</summary>
    public int Done => _octets.Span[1];

    /// <summary>The link that the next one would have to name.</summary>
    public Octets Link => new(_octets.Span[_parts[1 + Done]]);

    /// <summary>The payloads of CREATE_CHILD_SA.</summary>
    public InnerText Request => TextAt(2 + Done);

    /// <summary>The payloads of its response.</summary>
    public InnerText Answer => TextAt(3 + Done);

    /// <summary>The secret of an exchange, from 0.</summary>
    public ReadOnlySpan<byte> SecretAt(int exchange) => _octets.Span[_parts[1 + exchange]];

    /// <summary>Of secrets, which stay the caller's.</summary>
    /// <param name="method">The method of our half.</param>
    /// <param name="drawn">Its randomness.</param>
    /// <param name="secrets">The secrets of the exchanges that are done.</param>
    /// <param name="link">The link.</param>
    /// <param name="request">The payloads of CREATE_CHILD_SA.</param>
    /// <param name="answer">The payloads of its response.</param>
    /// <returns>Null: more than can be said.</returns>
    public static SeriesMaterial? Of(
        KeyExchangeMethod method, Secret drawn, ReadOnlySpan<Secret> secrets, Octets link,
        InnerText request, InnerText answer)
    {
        ArgumentNullException.ThrowIfNull(drawn);
        List<int> lengths =
        [
            drawn.Length, link.Length, 1 + request.Octets.Length, 1 + answer.Octets.Length,
        ];
        foreach (var secret in secrets)
        {
            lengths.Add(secret.Length);
        }

        if (secrets.Length is 0 or > SecretsMax
            || lengths.Any(length => length is 0 or > ushort.MaxValue))
        {
            return null;
        }

        var all = new Secret(HeaderLength + lengths.Sum(length => sizeof(ushort) + length));
        (all.Span[0], all.Span[1]) = (ForSeries, (byte)secrets.Length);
        BinaryPrimitives.WriteUInt16BigEndian(all.Span[2..], method.Value);
        var left = Put(all.Span[HeaderLength..], drawn.Span);
        foreach (var secret in secrets)
        {
            left = Put(left, secret.Span);
        }

        left = Put(left, link.Span);
        left = Put(left, [(byte)request.First.Value, .. request.Octets.Span]);
        Put(left, [(byte)answer.First.Value, .. answer.Octets.Span]);
        GC.KeepAlive(drawn);
        return new(all, PartsOf(all.Span)!);
    }

    /// <summary>Reads what another member has sent; false: it is none.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> octets, [NotNullWhen(true)] out SeriesMaterial? material)
    {
        material = PartsOf(octets) is { } parts
            && KeyExchanges.RandomnessLength(new(BinaryPrimitives.ReadUInt16BigEndian(octets[2..])))
                == octets[parts[0]].Length
                ? new(new Secret(octets), parts)
                : null;
        return material is not null;
    }

    /// <summary>Zeroes it.</summary>
    public void Dispose() => _octets.Dispose();

    /// <summary>The method, no secret.</summary>
    public override string ToString() => $"share of {Method} behind {Done}";

    private InnerText TextAt(int part)
    {
        var octets = _octets.Span[_parts[part]];
        return new(new(octets[0]), new(octets[1..]));
    }

    private static Span<byte> Put(Span<byte> destination, scoped ReadOnlySpan<byte> octets)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)octets.Length);
        octets.CopyTo(destination[sizeof(ushort)..]);
        return destination[(sizeof(ushort) + octets.Length)..];
    }

    /// <summary>Where each part is; null: they are not what they have to be.</summary>
    private static Range[]? PartsOf(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < HeaderLength || octets[0] != ForSeries
            || octets[1] is 0 or > SecretsMax)
        {
            return null;
        }

        var parts = new Range[octets[1] + 4];
        var at = HeaderLength;
        for (var part = 0; part < parts.Length; part++)
        {
            if (octets.Length - at < sizeof(ushort))
            {
                return null;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(octets[at..]);
            at += sizeof(ushort);
            if (length == 0 || octets.Length - at < length)
            {
                return null;
            }

            parts[part] = at..(at + length);
            at += length;
        }

        return at == octets.Length ? parts : null;
    }
}
