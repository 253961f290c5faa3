using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Tests.Examples.Cryptography.Suites;

/// <summary>Proposals written as text: "ENCR 20/128, PRF 5, KE 31".</summary>
internal static class Proposals
{
    private static readonly string[] Types =
    [
        "", "ENCR", "PRF", "INTEG", "KE", "ESN", "ADDKE1", "ADDKE2", "ADDKE3", "ADDKE4", "ADDKE5",
        "ADDKE6", "ADDKE7", "KWA",
    ];

    /// <summary>A proposal for a protocol; a number behind a slash is a key length.</summary>
    public static ProposalValue Of(ProtocolId protocol, string transforms) => new()
    {
        ProposalNumber = 1,
        ProtocolId = protocol,
        Transforms = [.. Parts(transforms).Select(Transform)],
    };

    /// <summary>A transform of IKEv1: "ID 12, 1=7, 14=128".</summary>
    public static IsakmpTransformValue Isakmp(byte id, string attributes) => new()
    {
        TransformNumber = 1,
        TransformId = new IsakmpTransformId(id),
        Attributes = [.. Parts(attributes).Select(Attribute)],
    };

    private static IEnumerable<string> Parts(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static TransformValue Transform(string text)
    {
        var words = text.Split(' ', '/');
        return new TransformValue
        {
            TransformType = new((byte)Array.IndexOf(Types, words[0])),
            TransformId = new(ushort.Parse(words[1])),
            Attributes =
            [
                .. words.Skip(2).Select(bits => new TransformAttributeValue
                {
                    AttributeType = TransformAttributeType.KeyLength,
                    AttributeValue = ushort.Parse(bits),
                }),
            ],
        };
    }

    private static IsakmpAttributeValue Attribute(string text)
    {
        var words = text.Split('=', ':');
        return text.Contains(':')
            ? new()
            {
                AttributeType = ushort.Parse(words[0]),
                AttributeData = Octets.FromHex(words[1]),
            }
            : new()
            {
                AttributeType = ushort.Parse(words[0]),
                AttributeValue = ushort.Parse(words[1]),
            };
    }
}
