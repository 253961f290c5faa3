using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>What rows of EAP are made of.</summary>
internal static class EapCases
{
    public static readonly EapPayloadValue Question = new()
    {
        Code = EapCode.Request,
        Identifier = 7,
        Type = EapType.Md5Challenge,
        TypeData = Octets.FromHex("0a0b"),
    };

    public static readonly EapPayloadValue Reply = Question with
    {
        Code = EapCode.Response,
        TypeData = Octets.FromHex("0c"),
    };

    public static readonly EapPayloadValue Success =
        new() { Code = EapCode.Success, Identifier = 7 };

    public static readonly EapPayloadValue Failure =
        new() { Code = EapCode.Failure, Identifier = 7 };

    /// <summary>The first request of who wants EAP.</summary>
    public static readonly AuthMessage Bare = HandshakeCases.Asked with
    {
        Auth = null,
        Certificates = [],
        Configuration = null,
        Child = HandshakeCases.Asked.Child! with { IsTransport = false },
    };

    /// <summary>A word of EAP alone, as it is said behind the first exchange.</summary>
    public static AuthMessage Said(EapPayloadValue message) => new(default, null) { Eap = message };

    /// <summary>The same with as many octets.</summary>
    public static EapPayloadValue OfLength(EapPayloadValue message, int octets) =>
        message with { TypeData = new(new byte[octets - 5]) };
}
