using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>What an edge device asks a user for, draft-ietf-ipsec-isakmp-xauth §6.</summary>
public sealed record XauthQuestion
{
    /// <summary>How the user is authenticated.</summary>
    public XauthType Type { get; init; } = XauthType.Generic;

    /// <summary>What is asked for.</summary>
    public Items<IsakmpConfigAttributeType> Asks { get; init; } =
    [
        IsakmpConfigAttributeType.XauthUserName, IsakmpConfigAttributeType.XauthUserPassword,
    ];

    /// <summary>What the answer is made with, of other types than the generic one; empty: nothing.
    /// </summary>
    public Octets Challenge { get; init; }

    /// <summary>What the user is told, in ASCII; empty: nothing.</summary>
    public Octets Text { get; init; }
}

/// <summary>What a user says: whoever judges it finds what is secret by its handle.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Name">Its name; empty where none was asked for.</param>
/// <param name="Secrets">What is secret: zeroed once it is judged.</param>
public sealed record XauthClaim(
    XauthQuestion Question, Octets Name, Items<SecretAttribute> Secrets)
{
    /// <summary>The domain in which the name is; empty: not said.</summary>
    public Octets Domain { get; init; }
}
