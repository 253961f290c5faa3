using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>IKE_SA_INIT as strongSwan sends it.</summary>
public sealed class Rfc7296_1_2_InitialExchanges
{
    private const string Capture = "v2-psk-aes256cbc-sha256-modp2048";

    [Fact]
    [Requirement("RFC7296-3.1-b")]
    public void The_header_of_a_request_is_read()
    {
        Assert.True(IkeHeader.TryParse(LabCaptures.Message(Capture, 1), out var ike, out _));

        Assert.Equal(new IkeSpi(0xa2a7d2314f5f1a9a), ike.InitiatorSpi);
        Assert.Equal("a2a7d2314f5f1a9a", ike.InitiatorSpi.ToString());
        Assert.Equal(default, ike.ResponderSpi);
        Assert.Equal(PayloadType.SecurityAssociation, ike.NextPayload);
        Assert.Equal(ExchangeType.IkeSaInit, ike.ExchangeType);
        Assert.True(ike.Flags is { Initiator: true, Response: false, Version: false });
        Assert.Equal(default, ike.MessageId);
        Assert.Equal(464u, ike.Length);
        Assert.Equal(8, ike.Payloads.Count);
    }

    [Fact]
    public void Payloads_come_in_order_with_types_and_lengths()
    {
        Assert.True(IkeHeader.TryParse(LabCaptures.Message(Capture, 1), out var ike, out _));

        var seen = new List<(string?, int)>();
        foreach (var payload in ike.Payloads)
        {
            Assert.False(payload.Critical);
            seen.Add((payload.Type.Name, payload.PayloadLength));
        }

        Assert.Equal(
            [
                ("SA", 48), ("KE", 264), ("Nonce", 36), ("N", 28), ("N", 28), ("N", 8), ("N", 16),
                ("N", 8),
            ],
            seen);
    }

    [Fact]
    public void A_proposal_is_read_with_its_transforms()
    {
        var value = Read(LabCaptures.Message(Capture, 1));

        var sa = Assert.IsType<IkePayloadBody.Sa>(value.Payloads[0].Body);
        var proposal = Assert.Single(sa.Value.Proposals);
        Assert.Equal(ProtocolId.Ike, proposal.ProtocolId);
        Assert.Equal(1, proposal.ProposalNumber);
        Assert.Equal(
            ["ENCR_AES_CBC", "AUTH_HMAC_SHA2_256_128", "PRF_HMAC_SHA2_256", "2048-bit MODP Group"],
            proposal.Transforms.Select(one => one.TransformId.Name(one.TransformType)));
        var keyLength = Assert.Single(proposal.Transforms[0].Attributes);
        Assert.Equal(TransformAttributeType.KeyLength, keyLength.AttributeType);
        Assert.Equal((ushort)256, keyLength.AttributeValue);
        Assert.Null(keyLength.AttributeData);
    }

    [Fact]
    public void Keys_nonces_and_notifications_are_read()
    {
        var value = Read(LabCaptures.Message(Capture, 1));

        var ke = Assert.IsType<IkePayloadBody.Ke>(value.Payloads[1].Body).Value;
        Assert.Equal((KeyExchangeMethod.Modp2048, 256), (ke.Method, ke.Data.Length));
        var nonce = Assert.IsType<IkePayloadBody.Nonce>(value.Payloads[2].Body).Value;
        Assert.Equal(
            "892b3f3f4a4ba4cc9d3fd3541b873f019614cda034e5c7f75df6f4f35bedb4eb",
            nonce.Data.ToString());

        Assert.Equal("e8823ddb3b9ffca01b7f34e543baab3c46603749", Assert.IsType<
            NotifyPayloadData.NatDetectionSourceIp>(Notify(value, 3)).Value.Hash.ToString());
        Assert.IsType<NotifyPayloadData.NatDetectionDestinationIp>(Notify(value, 4));
        Assert.IsType<NotifyPayloadData.FragmentationSupported>(Notify(value, 5));
        Assert.Equal(
            [
                HashAlgorithm.Sha256, HashAlgorithm.Sha384, HashAlgorithm.Sha512,
                HashAlgorithm.Identity,
            ],
            Assert.IsType<NotifyPayloadData.SignatureHashAlgorithms>(Notify(value, 6))
                .Value.Algorithms.Select(one => one.Algorithm));
        Assert.IsType<NotifyPayloadData.RedirectSupported>(Notify(value, 7));
    }

    [Fact]
    public void A_cookie_and_a_wish_for_another_group_are_read()
    {
        var cookie = Read(LabCaptures.Message("v2-cookie", 4));
        Assert.Equal(
            "5c140000419c858219bf9870f78159590a450bc3aee7609f",
            Assert.IsType<NotifyPayloadData.Cookie>(Notify(cookie, 0)).Value.Data.ToString());

        var invalid = Read(LabCaptures.Message("v2-invalid-ke-retry", 2));
        Assert.Equal(
            KeyExchangeMethod.Ecp256,
            Assert.IsType<NotifyPayloadData.InvalidKePayload>(Notify(invalid, 0))
                .Value.AcceptedMethod);
    }

    [Fact]
    [Requirement("RFC7296-3.14-a")]
    public void An_encrypted_payload_ends_the_chain_and_names_the_first_payload_inside()
    {
        Assert.True(IkeHeader.TryParse(LabCaptures.Message(Capture, 3), out var ike, out _));

        Assert.Equal(1, ike.Payloads.Count);
        Assert.Equal((uint)PayloadType.IdInitiator.Value, ike.Payloads.Ending);
        foreach (var payload in ike.Payloads)
        {
            Assert.True(payload.TryBody(out SkPayload sk, out _));
            var context = new EncryptedBodyContext(IvLength: 16, IcvLength: 16);
            Assert.True(EncryptedBody.TryParse(sk.EncryptedData, context, out var body, out _));
            Assert.Equal((16, 240, 16), (
                body.Iv.Length, body.Ciphertext.Length, body.IntegrityChecksum.Length));
        }
    }

    [Fact]
    public void A_fragment_says_its_number_and_how_many_there_are()
    {
        var value = Read(LabCaptures.Message("v2-rsa2048-modp2048", 4));

        var fragment = Assert.IsType<IkePayloadBody.Skf>(Assert.Single(value.Payloads).Body).Value;
        Assert.Equal((2, 2), (fragment.FragmentNumber, fragment.TotalFragments));
        Assert.Equal(192, fragment.EncryptedData.Length);
        Assert.Equal(PayloadType.None, value.Payloads[0].NextPayload);
    }

    private static IkeHeaderValue Read(byte[] octets)
    {
        Assert.True(IkeHeaderValue.TryParse(octets, out var value, out var why), why.ToString());
        return value;
    }

    private static NotifyPayloadData Notify(IkeHeaderValue value, int index) =>
        Assert.IsType<IkePayloadBody.Notify>(value.Payloads[index].Body).Value.Data;
}
