using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>IKEv1 as strongSwan sends it; plaintexts are decrypted with keys of the lab.</summary>
public sealed class Rfc2408_Messages
{
    /// <summary>The first message of quick mode (v1-main-psk, packet 7), decrypted.</summary>
    private const string QuickMode = """
        01000018066bd35f57bcdcb56c8d2c7816c8f7cf676d88020a00003400000001000000010000002801030401
        7748faad0000001c010c000080060080800500028004000380010001 80020f78050000247762696b8d749ff1
        d628ba6babd504b6375d90930cecb3801d2d0e8198af2bfa0500000c010000000a0100010000000c01000000
        0a02000100000000000000
        """;

    [Fact]
    public void Main_mode_begins_with_an_SA_and_vendor_ids()
    {
        var value = Read(LabCaptures.Message("v1-main-psk", 1));

        Assert.Equal(IsakmpExchangeType.IdentityProtection, value.ExchangeType);
        Assert.Equal("40b876bf6a8da156", value.InitiatorSpi.ToString());
        var payloads = value.Payloads.GetValueOrDefault();
        var sa = Assert.IsType<IsakmpPayloadBody.Sa>(payloads[0].Body).Value;
        var ipsec = Assert.IsType<IsakmpSaPayloadBody.Ipsec>(sa.Body).Value;
        var proposals = Assert.IsType<IpsecSituationBody.IdentityOnly>(ipsec.Body).Value.Proposals;
        var proposal = Assert.Single(proposals);
        Assert.Equal(IsakmpProtocolId.Isakmp, proposal.ProtocolId);
        var transform = Assert.Single(proposal.Transforms);
        Assert.Equal("KEY_IKE", transform.TransformId.Name(proposal.ProtocolId));
        Assert.Equal(
            [
                ("Encryption Algorithm", 7), ("Key Length", 128), ("Hash Algorithm", 2),
                ("Group Description", 14), ("Authentication Method", 1), ("Life Type", 1),
                ("Life Duration", 15840),
            ],
            transform.Attributes.Select(one => (
                new PhaseOneAttributeType(one.AttributeType).Name, (int)one.AttributeValue!)));
        Assert.Equal(
            [
                "XAUTH (draft-ietf-ipsec-isakmp-xauth-06)", "Dead Peer Detection (RFC 3706)",
                "Fragmentation, main and aggressive mode", "NAT traversal (RFC 3947)",
                "draft-ietf-ipsec-nat-t-ike-02 (with line feed)",
            ],
            payloads.Skip(1).Select(one => VendorIds.Name(
                Assert.IsType<IsakmpPayloadBody.VendorId>(one.Body).Value.VendorId.Span)));
    }

    [Fact]
    public void An_encrypted_message_has_ciphertext_and_names_its_first_payload()
    {
        var octets = LabCaptures.Message("v1-main-psk", 5);
        Assert.True(IsakmpHeader.TryParse(octets, out var view, out _));
        Assert.True(view is { Encrypted: true, NextPayload.Value: 5 });
        Assert.True(view.Flags.Encryption);
        Assert.Equal((80, 0), (view.Ciphertext.Length, view.Payloads.Count));

        var value = Read(octets);
        Assert.Null(value.Payloads);
        Assert.Equal(IsakmpPayloadType.Identification, value.NextPayload);
        Assert.Equal(octets, value.ToArray());
    }

    [Fact]
    public void A_fragment_of_a_message_is_a_message_with_one_payload()
    {
        Assert.True(IsakmpHeader.TryParse(
            LabCaptures.Message("v1-frag-proprietary", 6), out var view, out _));
        foreach (var payload in view.Payloads)
        {
            Assert.True(payload.TryBody(out IsakmpFragmentPayload fragment, out _));
            Assert.Equal((1, 2, true), (
                fragment.FragmentId, fragment.FragmentNumber, fragment.Last));
            Assert.Equal(832, fragment.Data.Length);
        }
    }

    [Fact]
    public void Quick_mode_offers_ESP_between_two_identities()
    {
        var value = Open(QuickMode, IsakmpPayloadType.Hash);

        Assert.Equal(
            ["HASH", "SA", "NONCE", "ID", "ID"],
            value.Payloads.Select(payload => payload.Body.Tag.Name));
        var sa = Assert.IsType<IsakmpPayloadBody.Sa>(value.Payloads[1].Body).Value;
        var ipsec = Assert.IsType<IsakmpSaPayloadBody.Ipsec>(sa.Body).Value;
        var proposal = Assert.Single(
            Assert.IsType<IpsecSituationBody.IdentityOnly>(ipsec.Body).Value.Proposals);
        Assert.Equal((IsakmpProtocolId.Esp, "7748faad"), (
            proposal.ProtocolId, proposal.Spi.ToString()));
        var transform = Assert.Single(proposal.Transforms);
        Assert.Equal("ESP_AES-CBC", transform.TransformId.Name(proposal.ProtocolId));
        Assert.Equal(
            [
                (PhaseTwoAttributeType.KeyLength, 128),
                (PhaseTwoAttributeType.AuthenticationAlgorithm, 2),
                (PhaseTwoAttributeType.EncapsulationMode, 3), (PhaseTwoAttributeType.SaLifeType, 1),
                (PhaseTwoAttributeType.SaLifeDuration, 3960),
            ],
            transform.Attributes.Select(one => (
                new PhaseTwoAttributeType(one.AttributeType), (int)one.AttributeValue!)));
        var id = Assert.IsType<IsakmpPayloadBody.Id>(value.Payloads[4].Body).Value;
        Assert.Equal((IsakmpIdType.Ipv4Address, "0a020001"), (id.IdType, id.Data.ToString()));
        Assert.Equal(7, value.Padding.Length);
    }

    [Fact]
    [Requirement("RFC2408-3.14-a")]
    public void A_peer_is_asked_whether_it_is_there()
    {
        var value = Open(
            """
            0b000018403f5385aa3c507a502432100ddab7bed8f50f64000000200000000101108d284278ce7a8f47cd38
            a7f95210a242dfe42af6c77f0000000000000000
            """,
            IsakmpPayloadType.Hash);

        var notify = Assert.IsType<IsakmpPayloadBody.Notify>(value.Payloads[1].Body).Value;
        Assert.Equal(
            (DomainOfInterpretation.Ipsec, IsakmpProtocolId.Isakmp),
            (notify.Doi, notify.ProtocolId));
        Assert.Equal("4278ce7a8f47cd38a7f95210a242dfe4", notify.Spi.ToString());
        var ask = Assert.IsType<IsakmpNotifyPayloadData.RUThere>(notify.Data);
        Assert.Equal(IsakmpNotifyType.RUThere, ask.Tag);
        Assert.Equal(0x2af6c77fu, ask.Value.Sequence);
    }

    [Fact]
    public void XAUTH_answers_in_attributes_of_both_forms()
    {
        var reply = Config("""
            0e0000186187fcfd11fba5c12fc306b0e4564f2de6261ce30000001d02000000408900056361726f6c408a00
            0834694368784c54330000000000000000000000
            """);
        Assert.Equal(IsakmpConfigType.Reply, reply.ConfigType);
        Assert.Equal(
            [
                (IsakmpConfigAttributeType.XauthUserName, "6361726f6c"),
                (IsakmpConfigAttributeType.XauthUserPassword, "34694368784c5433"),
            ],
            reply.Attributes.Select(one => (one.AttributeType, one.AttributeData.ToString())));

        var set = Config("""
            0e0000186501f71222ef6ab518d24c03365db74830d7c07d0000000c03000000c08f00010000000000000000
            00000000
            """);
        var status = Assert.Single(set.Attributes);
        Assert.Equal(IsakmpConfigAttributeType.XauthStatus, status.AttributeType);
        Assert.Equal(((ushort?)1, (Octets?)null), (status.AttributeValue, status.AttributeData));
    }

    [Fact]
    [Requirement("RFC2408-3.15-a")]
    public void A_delete_names_its_SAs()
    {
        var value = Open(
            """
            0c0000189be10622960d937e21564807531dab50d784557a000000100000000103040001c62b82ba00000000
            00000000
            """,
            IsakmpPayloadType.Hash);

        var delete = Assert.IsType<IsakmpPayloadBody.Delete>(value.Payloads[1].Body).Value;
        Assert.Equal((IsakmpProtocolId.Esp, 4), (delete.ProtocolId, (int)delete.SpiSize));
        Assert.Equal("c62b82ba", Assert.Single(delete.Spis).ToString());
    }

    [Theory]
    [InlineData("00000000 0102030405")]
    [InlineData("00000001 00000003 0102030405")]
    public void An_SA_of_another_domain_or_situation_keeps_its_octets(string hex)
    {
        var octets = Octets.FromHex(hex);
        Assert.True(IsakmpSaPayloadValue.TryParse(octets.Span, out var value, out _));
        Assert.Equal(octets.Span, value.ToArray());
        var kept = value.Body is IsakmpSaPayloadBody.Ipsec ipsec
            ? Assert.IsType<IpsecSituationBody.Unknown>(ipsec.Value.Body).Octets
            : Assert.IsType<IsakmpSaPayloadBody.Unknown>(value.Body).Octets;
        Assert.Equal("0102030405", kept.ToString());
    }

    private static IsakmpConfigPayloadValue Config(string hex) =>
        Assert.IsType<IsakmpPayloadBody.Config>(
            Open(hex, IsakmpPayloadType.Hash).Payloads[1].Body).Value;

    private static IsakmpHeaderValue Read(byte[] octets)
    {
        Assert.True(
            IsakmpHeaderValue.TryParse(octets, out var value, out var error), error.ToString());
        return value;
    }

    private static IsakmpPlaintextValue Open(string hex, IsakmpPayloadType first)
    {
        var octets = Octets.FromHex(hex);
        Assert.True(
            IsakmpPlaintext.TryParse(octets.Span, first, out var view, out var error),
            error.ToString());
        Assert.True(view.TryToValue(out var value, out error), error.ToString());
        Assert.Equal(octets.Span, value.ToArray());
        return value;
    }
}
