using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.Cryptography.Signatures;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>RFC 7427 §3 and RFC 7296 §2.15: each side proves itself in its own way.</summary>
public sealed class Rfc7427_3_Proofs
{
    private const int Runs = 120;

    /// <summary>What a side proves itself by: the shared key, or a key that signs.</summary>
    private static readonly string[] Names =
        ["psk", "Rsa", "Rsa, PKCS #1", "P256", "P384", "P521", "Ed25519", "Ed448"];

    public static TheoryData<string> Ways => [.. Names];

    private static readonly Items<Items<HashAlgorithm>> Lists =
    [
        HandshakeSuites.Hashes, [], [HashAlgorithm.Sha256], [HashAlgorithm.Sha384],
        [HashAlgorithm.Sha512], [HashAlgorithm.Sha512, HashAlgorithm.Sha256],
        [HashAlgorithm.Identity], [HashAlgorithm.Sha1],
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    [Requirement("RFC7427-4-a")]
    [Requirement("RFC7296-2.15-e")]
    [Requirement("RFC7296-3.6-a")]
    public void Each_side_proves_itself_in_its_own_way(string ofInitiator)
    {
        foreach (var ofResponder in Names)
        {
            using var keys = new ProofKeys();
            using var world = Between(keys, ofInitiator, ofResponder);
            world.Begin(HandshakeSamples.Wish);
            world.Heal();
            Assert.True(
                world.Initiator is IkeInitiator.State.Up, $"{ofInitiator}, {ofResponder}");
            Assert.Equal(world.Made!.Child!.Inbound, world.Answered!.Child!.Outbound);
            Assert.Equal(ofInitiator == "psk" ? [] : keys.Certificates, world.Shown);
            Assert.Empty(world.Denials);
        }
    }

    /// <summary>RFC 7427 §4: over a hash that the other side has named, or not at all; and by RFC
    /// 4754 where it names none.</summary>
    [Fact]
    [Requirement("RFC7427-4-a")]
    public void A_side_signs_only_over_what_the_other_has_named() => ForAll.Cases(
        Runs,
        choices => (
            One: choices.Of(Names), Other: choices.Of(Names),
            Named: choices.Below(Lists.Count), ByOther: choices.Below(Lists.Count)),
        drawn =>
        {
            var (one, other) = (Lists[drawn.Named], Lists[drawn.ByOther]);
            using var keys = new ProofKeys();
            AuthPayloadValue? said = null;
            using var world = Between(
                keys, drawn.One, drawn.Other,
                HandshakeSamples.Checked(new IkeInitiator.Settings { Hashes = one }),
                HandshakeSamples.Checked(new IkeResponder.Settings { Hashes = other }),
                input =>
                {
                    said = input is IkeInitiator.Input.Proved(var auth, _) ? auth : said;
                    return input;
                });
            world.Begin(HandshakeSamples.Wish);
            world.Heal();
            Assert.Equal(
                CanSign(drawn.One, other) && CanSign(drawn.Other, one),
                world.Initiator is IkeInitiator.State.Up);
            Assert.Equal(CanSign(drawn.One, other), said is not null);
            Assert.True(said?.Data is not AuthPayloadData.DigitalSignature(var signed)
                || (AlgorithmIdentifiers.TryParse(
                        signed.AlgorithmIdentifier.Span, out var scheme, out _)
                    && other.Span.Contains(scheme.NegotiatedHash)));
            Assert.Equal(
                said is not null && drawn.One != "psk" && other.Count > 0,
                said?.Data is AuthPayloadData.DigitalSignature);
        });

    [Theory]
    [MemberData(nameof(Ways))]
    [Requirement("RFC7296-2.15-c")]
    public void Nobody_believes_the_signature_of_another_key(string name)
    {
        if (name == "psk")
        {
            return;
        }

        using var keys = new ProofKeys();
        var other = keys.Of(name == "P256" ? "Ed25519" : "P256").PublicKey;
        using var forged = new HandshakeWorld(
            HandshakeSamples.Initiators[0], HandshakeSamples.Responders[0], keys.Provider,
            keys.Credentials(HandshakeSamples.ForMars, "psk", name),
            keys.Credentials(HandshakeSamples.ForCarol, name, "psk") with { Theirs = other });
        forged.Begin(HandshakeSamples.Wish);
        forged.Heal();
        Assert.IsType<IkeInitiator.State.Gone>(forged.Initiator);
        Assert.Empty(forged.Facts);
        Assert.Equal(AuthFault.NotProved, Assert.Single(forged.Denials).Fault);

        // The same for a gateway that says to be mars, and is not.
        using var robbed = new HandshakeWorld(
            HandshakeSamples.Initiators[0], HandshakeSamples.Responders[0], keys.Provider,
            keys.Credentials(HandshakeSamples.ForMars, name, "psk") with { Theirs = other },
            keys.Credentials(HandshakeSamples.ForCarol, "psk", name));
        robbed.Begin(HandshakeSamples.Wish);
        robbed.Heal();
        Assert.IsType<IkeInitiator.State.Gone>(robbed.Initiator);
        Assert.Null(robbed.Made);
        Assert.Equal(0, robbed.InitiatorKeys.Count);
    }

    /// <summary>Whether a key signs for who names these hashes: told anew, by hand.</summary>
    private static bool CanSign(string name, Items<HashAlgorithm> named) => name switch
    {
        "psk" => true,
        "Ed25519" or "Ed448" => named.Span.Contains(HashAlgorithm.Identity),
        "Rsa" or "Rsa, PKCS #1" => HasSha2(named),
        _ => named.Count == 0 || HasSha2(named),
    };

    private static bool HasSha2(Items<HashAlgorithm> named) =>
        named.Span.Contains(HashAlgorithm.Sha256) || named.Span.Contains(HashAlgorithm.Sha384)
            || named.Span.Contains(HashAlgorithm.Sha512);

    private static HandshakeWorld Between(
        ProofKeys keys, string ofInitiator, string ofResponder,
        IkeInitiator.Config? initiating = null, IkeResponder.Config? responding = null,
        Func<IkeInitiator.Input, IkeInitiator.Input>? change = null) => new(
            initiating ?? HandshakeSamples.Initiators[0],
            responding ?? HandshakeSamples.Responders[0], keys.Provider,
            keys.Credentials(HandshakeSamples.ForMars, ofResponder, ofInitiator),
            keys.Credentials(HandshakeSamples.ForCarol, ofInitiator, ofResponder))
        {
            Change = change ?? (input => input),
        };
}
