using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.Cryptography.Signatures;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>RFC 7427 §3 and RFC 7296 §2.15: both sides sign, each what is its own.</summary>
public sealed class Rfc7427_3_Proofs
{
    private static readonly Dictionary<string, SignatureScheme> Schemes = new()
    {
        ["Rsa"] = new SignatureScheme.RsaPss(SignatureHash.Sha256),
        ["P256"] = new SignatureScheme.Ecdsa(SignatureHash.Sha256),
        ["P384"] = new SignatureScheme.Ecdsa(SignatureHash.Sha384),
        ["Ed25519"] = new SignatureScheme.Ed25519(),
    };

    public static TheoryData<string> Keys => [.. Schemes.Keys];

    [Theory]
    [MemberData(nameof(Keys))]
    [Requirement("RFC7296-2.15-c")]
    public void Each_side_signs_with_its_key_and_the_other_believes_no_other(string name)
    {
        using var key = SigningKeys.Read(name);
        using var other = SigningKeys.Read(name == "P256" ? "Ed25519" : "P256");
        using var agreed = Between(key, key.PublicKey, name);
        agreed.Begin(HandshakeSamples.Wish);
        agreed.Heal();
        Assert.IsType<IkeInitiator.State.Up>(agreed.Initiator);
        Assert.Equal(agreed.Made!.Child!.Inbound, agreed.Answered!.Child!.Outbound);

        using var refused = Between(key, other.PublicKey, name);
        refused.Begin(HandshakeSamples.Wish);
        refused.Heal();
        Assert.IsType<IkeInitiator.State.Gone>(refused.Initiator);
        Assert.Empty(refused.Facts);
    }

    [Fact]
    public void A_scheme_whose_hash_the_peer_did_not_name_is_not_used()
    {
        using var key = SigningKeys.Read("Rsa");
        using var world = Between(
            key, key.PublicKey, new SignatureScheme.RsaPkcs1(SignatureHash.Sha1));
        world.Begin(HandshakeSamples.Wish);
        world.Heal();
        Assert.IsType<IkeInitiator.State.Gone>(world.Initiator);
        Assert.Equal(2, world.Sent.Count);
        Assert.Equal(0, world.InitiatorKeys.Count);
    }

    private static HandshakeWorld Between(PrivateKey ours, PublicKey believed, string name) =>
        Between(ours, believed, Schemes[name]);

    private static HandshakeWorld Between(
        PrivateKey ours, PublicKey believed, SignatureScheme scheme) => new(
            HandshakeSamples.Initiators[0], HandshakeSamples.Responders[0],
            CryptoProviders.Managed(),
            new(HandshakeSamples.ForMars)
            {
                Ours = ours,
                Theirs = ours.PublicKey,
                Scheme = scheme,
            },
            new(HandshakeSamples.ForCarol)
            {
                Ours = ours,
                Theirs = believed,
                Scheme = scheme,
            });
}
