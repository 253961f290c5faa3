using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I20: whoever asks any member for the token of an IKE SA gets none while any member has the SA
/// (RFC 6290 §9.2).
/// </summary>
public static class FishedTokens
{
    private static readonly TokenMaker.Sender Somebody = new(
        HostAddress.From([203, 0, 113, 1]), 500, HostAddress.From([192, 0, 2, 254]));

    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I20", nameof(FishedTokens),
        "nobody is shown the token of an IKE SA that lives anywhere in the cluster",
        "members that showed the token of a live SA", ["UncertainIsDead"]);

    /// <summary>
    /// Whether the shipped maker shows the token of an SA to somebody who asks for it at an active
    /// member that knows this of it.
    /// </summary>
    public static bool IsShown(IkeSaId sa, SpiKnowledge knowledge)
    {
        if (!TokenMaker.Config.TryCreate(
            new()
            {
                Cluster = TokenMaker.ClusterKind.LoadSharing,
                SharesLiveSpis = true,
            },
            out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        return TokenMaker.Step(
            config,
            new TokenMaker.State.Active(new([new KeyHandle(1)], null, default), default, null),
            Instant.Zero,
            new TokenMaker.Input.Asked(
                new TokenMaker.Question.Request(
                    sa, ExchangeType.Informational, new MessageId(1), true, Somebody),
                knowledge))
            .Outputs.Any(output => output is TokenMaker.Output.Reveal);
    }
}
