using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;
using Input = Holdfast.StateMachines.Ike.IkeInitiator.Input;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>RFC 7296 §2.21.2: whoever is not believed hears one thing, whatever the reason is.
/// </summary>
public sealed class Rfc7296_2_21_Disbelief
{
    private const int Runs = 200;

    /// <summary>What was wrong, what the gateway wrote down, and how the proof was changed.
    /// </summary>
    private static readonly Items<(string Name, AuthFault Fault, Func<Input, Input> Change)>
        Faults =
    [
        ("another octet", AuthFault.NotProved, Signed((auth, _) => Flipped(auth))),
        ("no signature", AuthFault.NotProved, Signed((auth, _) => With(auth, default))),
        ("SHA-1", AuthFault.NotProved, Signed((auth, _) => Named(
            auth, new SignatureScheme.Ecdsa(SignatureHash.Sha1)))),
        ("another hash", AuthFault.NotProved, Signed((auth, _) => Named(
            auth, new SignatureScheme.Ecdsa(SignatureHash.Sha512)))),
        ("a scheme of another key", AuthFault.NotProved, Signed((auth, _) => Named(
            auth, new SignatureScheme.RsaPss(SignatureHash.Sha256)))),
        ("an unknown scheme", AuthFault.NotProved, Signed((auth, _) => new()
        {
            Data = new AuthPayloadData.DigitalSignature(new()
            {
                AlgorithmIdentifier = Octets.FromHex("300506032a0304"),
                Signature = SignatureOf(auth),
            }),
        })),
        ("method 10 by P-256", AuthFault.NotProved, Signed((auth, _) => new()
        {
            Data = new AuthPayloadData.Unknown(
                AuthMethod.EcdsaSha384P384, SignatureOf(auth)),
        })),
        ("method 1 by P-256", AuthFault.NotProved, Signed((auth, _) => new()
        {
            Data = new AuthPayloadData.Unknown(AuthMethod.RsaSignature, SignatureOf(auth)),
        })),
        ("NULL", AuthFault.NotProved, Signed((auth, _) => new()
        {
            Data = new AuthPayloadData.Unknown(AuthMethod.Null, SignatureOf(auth)),
        })),
        ("a shared key", AuthFault.OtherMethod, Signed((auth, _) => new()
        {
            Data = new AuthPayloadData.Unknown(AuthMethod.SharedKey, SignatureOf(auth)),
        })),
        ("too many certificates", AuthFault.TooMany, input =>
            input is Input.Proved(var auth, var shown)
                ? new Input.Proved(auth, [.. Enumerable.Repeat(
                    shown[0], HandshakeWork.CertificatesMax + 1)])
                : input),
    ];

    [Fact]
    [Requirement("RFC7296-2.21.2-b")]
    public void Every_reason_is_one_refusal_and_no_fact() => ForAll.Cases(
        Runs,
        choices => Faults[choices.Below(Faults.Count)],
        drawn =>
        {
            using var keys = new ProofKeys();
            using var world = new HandshakeWorld(
                HandshakeSamples.Initiators[0], HandshakeSamples.Responders[0], keys.Provider,
                keys.Credentials(HandshakeSamples.ForMars, "psk", "P256"),
                keys.Credentials(HandshakeSamples.ForCarol, "P256", "psk"))
            {
                Change = drawn.Change,
            };
            world.Begin(HandshakeSamples.Wish);
            world.Heal();
            AssertRefused(world, drawn.Fault);
        });

    [Fact]
    [Requirement("RFC7296-2.21.2-b")]
    public void A_right_proof_of_somebody_else_is_refused_likewise()
    {
        // carol's key, and another name: as with a certificate that does not have the name.
        using var keys = new ProofKeys();
        using var renamed = Between(keys, HandshakeSamples.ForCarol);
        renamed.Begin(HandshakeSamples.Wish with { Ours = HandshakeSamples.Mars });
        renamed.Heal();
        AssertRefused(renamed, AuthFault.Unknown);

        using var distrusted = new HandshakeWorld(
            HandshakeSamples.Initiators[0], HandshakeSamples.Responders[0], keys.Provider,
            keys.Credentials(HandshakeSamples.ForMars, "psk", "P256"),
            keys.Credentials(HandshakeSamples.ForCarol, "P256", "psk") with
            {
                Theirs = null,
                Distrust = new(AuthFault.NotTrusted, "UntrustedRoot"),
            });
        distrusted.Begin(HandshakeSamples.Wish);
        distrusted.Heal();
        AssertRefused(distrusted, AuthFault.NotTrusted);
    }

    /// <summary>Where the shared key proves us alone, whoever has it is not the peer.</summary>
    [Fact]
    public void Who_has_to_sign_does_not_get_in_by_the_key_that_proves_us()
    {
        using var keys = new ProofKeys();
        using var world = new HandshakeWorld(
            HandshakeSamples.Initiators[0], HandshakeSamples.Responders[0], keys.Provider,
            keys.Credentials(HandshakeSamples.ForMars, "psk", "psk"),
            keys.Credentials(HandshakeSamples.ForCarol, "P256", "psk"));
        world.Begin(HandshakeSamples.Wish);
        world.Heal();
        AssertRefused(world, AuthFault.OtherMethod);
    }

    private static HandshakeWorld Between(ProofKeys keys, HandshakePeer peer) => new(
        HandshakeSamples.Initiators[0], HandshakeSamples.Responders[0], keys.Provider,
        keys.Credentials(HandshakeSamples.ForMars, "psk", "P256"),
        keys.Credentials(peer, "P256", "psk"));

    private static void AssertRefused(HandshakeWorld world, AuthFault fault)
    {
        Assert.IsType<IkeInitiator.State.Gone>(world.Initiator);
        Assert.Equal(
            FirstChild.Notice(NotifyType.AuthenticationFailed), world.GaveUp!.Refusal);
        Assert.Equal(
            FirstChild.Notice(NotifyType.AuthenticationFailed), Assert.Single(world.Refusals));
        Assert.Equal(fault, Assert.Single(world.Denials).Fault);
        Assert.Empty(world.Facts);
        Assert.Equal(0, world.InitiatorKeys.Count);
        Assert.Equal(0, world.ResponderKeys.Count - world.HalfOpen);
    }

    private static Func<Input, Input> Signed(
        Func<AuthPayloadValue, Items<CertPayloadValue>, AuthPayloadValue> change) =>
        input => input is Input.Proved(var auth, var shown)
            ? new Input.Proved(change(auth, shown), shown)
            : input;

    private static Octets SignatureOf(AuthPayloadValue auth) =>
        Assert.IsType<AuthPayloadData.DigitalSignature>(auth.Data).Value.Signature;

    private static AuthPayloadValue Flipped(AuthPayloadValue auth)
    {
        var octets = SignatureOf(auth).ToArray();
        octets[^1] ^= 1;
        return With(auth, new(octets));
    }

    private static AuthPayloadValue With(AuthPayloadValue auth, Octets signature) => new()
    {
        Data = new AuthPayloadData.DigitalSignature(
            Assert.IsType<AuthPayloadData.DigitalSignature>(auth.Data).Value with
            {
                Signature = signature,
            }),
    };

    private static AuthPayloadValue Named(AuthPayloadValue auth, SignatureScheme scheme) => new()
    {
        Data = new AuthPayloadData.DigitalSignature(new()
        {
            AlgorithmIdentifier = AlgorithmIdentifiers.Encode(scheme),
            Signature = SignatureOf(auth),
        }),
    };
}
