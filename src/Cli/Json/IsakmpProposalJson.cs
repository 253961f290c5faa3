using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Json;

/// <summary>The keys of an IKEv1 security association payload.</summary>
internal static class IsakmpProposalJson
{
    /// <summary>Writes the payload; what its DOI or situation does not open is octets.</summary>
    public static void Write(JsonFields json, IsakmpSaPayload sa)
    {
        json.Number("doi"u8, sa.Doi.Value);
        if (!sa.TryBody(out IpsecSituation situation, out _))
        {
            json.Hex("data"u8, sa.Body);
            return;
        }

        json.Number("situation"u8, situation.Situation.Value);
        if (!situation.TryBody(out IsakmpProposals proposals, out _))
        {
            json.Hex("data"u8, situation.Body);
            return;
        }

        json.StartList("proposals"u8);
        foreach (var proposal in proposals.Proposals)
        {
            Proposal(json, proposal);
        }

        json.EndList();
    }

    /// <summary>A list of attributes.</summary>
    public static void Attributes(JsonFields json, Many<IsakmpAttribute> attributes)
    {
        json.StartList("attributes"u8);
        foreach (var attribute in attributes)
        {
            IkePayloadJson.Attribute(
                json, attribute.AttributeType, attribute.AttributeValue, attribute.AttributeData);
        }

        json.EndList();
    }

    private static void Proposal(JsonFields json, IsakmpProposal proposal)
    {
        json.StartElement();
        json.Number("number"u8, proposal.ProposalNumber);
        json.Number("protocol"u8, proposal.ProtocolId.Value);
        json.Hex("spi"u8, proposal.Spi);
        json.Number("length"u8, proposal.PayloadLength);
        json.StartList("transforms"u8);
        foreach (var transform in proposal.Transforms)
        {
            json.StartElement();
            json.Number("number"u8, transform.TransformNumber);
            json.Number("id"u8, transform.TransformId.Value);
            json.Name("id_name"u8, transform.TransformId.Name(proposal.ProtocolId));
            json.Number("length"u8, transform.PayloadLength);
            Attributes(json, transform.Attributes);
            json.EndObject();
        }

        json.EndList();
        json.EndObject();
    }
}
