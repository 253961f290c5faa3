using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike.Keys;

/// <summary>What goes from member to member with an IKE_FOLLOWUP_KE, RFC 9370 §2.2.4.</summary>
public sealed class SeriesMaterials
{
    private static readonly InnerText Request = new(PayloadType.SecurityAssociation, Some(40));
    private static readonly InnerText Answer = new(PayloadType.Nonce, Some(70));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void What_is_read_is_what_was_written(int done)
    {
        using var material = Made(done)!;
        Assert.True(SeriesMaterial.TryRead(material.Octets, out var read));
        using (read)
        {
            Assert.Equal((done, KeyExchangeMethod.MlKem768), (read.Done, read.Method));
            Assert.Equal(Some(8), read.Link);
            Assert.Equal((Request, Answer), (read.Request, read.Answer));
            Assert.True(Drawn().FixedTimeEquals(read.Drawn));
            for (var exchange = 0; exchange < done; exchange++)
            {
                Assert.Equal(
                    Some(32 + exchange), new Octets(read.SecretAt(exchange)));
            }

            Assert.Equal($"share of {KeyExchangeMethod.MlKem768} behind {done}", $"{read}");
        }

        Assert.Throws<ObjectDisposedException>(() => read.Octets.Length);
    }

    [Fact]
    public void What_is_cut_or_longer_or_of_another_kind_is_none()
    {
        using var material = Made(2)!;
        var octets = material.Octets.ToArray();
        for (var length = 0; length < octets.Length; length++)
        {
            Assert.False(SeriesMaterial.TryRead(octets.AsSpan(0, length), out _), $"{length}");
        }

        Assert.False(SeriesMaterial.TryRead([.. octets, 0], out _));
        foreach (var (at, octet) in ((int, byte)[])
            [(0, 3), (1, 0), (1, 9), (1, 1), (1, 3), (3, 0), (4, 0xff), (5, 0)])
        {
            var wrong = octets.ToArray();
            wrong[at] = octet;
            Assert.False(SeriesMaterial.TryRead(wrong, out _), $"{at}: {octet}");
        }

        Assert.False(ShareMaterial.TryRead(octets, out _));
    }

    [Fact]
    public void There_is_none_of_no_secret_or_of_too_many_or_without_a_link()
    {
        Assert.Null(Made(0));
        Assert.Null(Made(9));
        using var drawn = Drawn();
        Assert.Null(SeriesMaterial.Of(
            KeyExchangeMethod.MlKem768, drawn, [drawn], Octets.Empty, Request, Answer));
        Assert.Null(SeriesMaterial.Of(
            KeyExchangeMethod.MlKem768, drawn, [drawn], Some(8),
            Request with { Octets = Some(65_535) }, Answer));
    }

    private static SeriesMaterial? Made(int done)
    {
        using var drawn = Drawn();
        return SeriesMaterial.Of(
            KeyExchangeMethod.MlKem768, drawn,
            [.. Enumerable.Range(0, done).Select(at => new Secret(Some(32 + at).Span))],
            Some(8), Request, Answer);
    }

    private static Secret Drawn() =>
        new(Some(KeyExchanges.RandomnessLength(KeyExchangeMethod.MlKem768)).Span);

    private static Octets Some(int length) =>
        new([.. Enumerable.Range(1, length).Select(octet => (byte)octet)]);
}
