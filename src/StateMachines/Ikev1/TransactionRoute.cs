using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>What we are to whoever asks in a transaction exchange.</summary>
/// <param name="Role">Which side of phase 1 we are.</param>
/// <param name="Awaits">Who has to log in before anything else; null: nobody, or it has.</param>
public sealed record TransactionParty(IkeRole Role, IkeRole? Awaits)
{
    /// <summary>What the peer gets that asks; null: nothing.</summary>
    public ModeConfigGrant? Grant { get; init; }

    /// <summary>Whether we take what the peer sets, as a client of its does.</summary>
    public bool TakesSets { get; init; }
}

/// <summary>Who answers a question of a transaction exchange, and what.</summary>
public abstract record TransactionRoute
{
    private TransactionRoute()
    {
    }

    /// <summary><see cref="XauthHost"/> answers.</summary>
    public sealed record ByHost : TransactionRoute;

    /// <summary>It is answered at once.</summary>
    /// <param name="Message">The answer.</param>
    /// <param name="Taken">What is taken of a set; null: nothing.</param>
    public sealed record Answer(TransactionMessage Message, ModeConfigGrant? Taken = null)
        : TransactionRoute;

    /// <summary>Nobody answers.</summary>
    public sealed record PassOver : TransactionRoute;

    /// <summary>Decides.</summary>
    /// <param name="question">What is asked or set.</param>
    /// <param name="party">What we are to whoever asks.</param>
    public static TransactionRoute Of(TransactionMessage question, TransactionParty party)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(party);
        var isRequest = question.Type == IsakmpConfigType.Request;
        if (XauthMessages.AreOfXauth(question))
        {
            // Whoever is no host says no name, and no peer tells an edge device who has logged in.
            return party.Awaits == party.Role ? new ByHost()
                : new Answer(isRequest
                    ? XauthMessages.NoReply(question)
                    : ModeConfig.Acknowledge(question, taken: false));
        }

        // draft-ietf-ipsec-isakmp-xauth §6: nothing else before the login.
        if (party.Awaits is not null || !question.IsQuestion)
        {
            return new PassOver();
        }

        if (isRequest)
        {
            return new Answer(ModeConfig.Reply(question, party.Grant ?? new()));
        }

        var taken = party.TakesSets && ModeConfig.TryRead(question, out var given) ? given : null;
        return new Answer(ModeConfig.Acknowledge(question, taken is not null), taken);
    }
}
