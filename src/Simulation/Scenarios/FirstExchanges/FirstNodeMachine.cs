using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.FirstExchanges;

/// <summary>
/// A side as a machine: the shipped initiator and responder, with facts that are known before they
/// are said, and above what stands the shipped message IDs and liveness checks. What is computed is
/// a number that both sides find alike.
/// </summary>
internal static partial class FirstNodeMachine
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Machine<FirstConfig, FirstNode, FirstInput, FirstWord> Machine =>
        new(nameof(FirstNodeMachine))
        {
            Initial = static (_, now) => new(null, [], [], [], []) { BeginAt = now },
            Step = Step,
            Deadline = DueOf,
            Rebase = static (node, by) => node with
            {
                Ours = node.Ours is { } ours
                    ? ours with { Is = IkeInitiator.Rebase(ours.Is, by) }
                    : null,
                Theirs =
                [
                    .. node.Theirs.Select(half => half with
                    {
                        Is = IkeResponder.Rebase(half.Is, by),
                    }),
                ],
                Sas =
                [
                    .. node.Sas.Select(sa => sa with
                    {
                        Ids = MessageIds.Rebase(sa.Ids, by),
                        Life = LivenessCheck.Rebase(sa.Life, by),
                    }),
                ],
                BeginAt = node.BeginAt + by,
            },
            Normalize = static (config, node) => node with
            {
                Ours = node.Ours is { } ours
                    ? ours with { Is = IkeInitiator.Normalize(config.Begins, ours.Is) }
                    : null,
                Theirs =
                [
                    .. node.Theirs.Select(half => half with
                    {
                        Is = IkeResponder.Normalize(config.Answers, half.Is),
                    }),
                ],
                Sas =
                [
                    .. node.Sas.Select(sa => sa with
                    {
                        Ids = MessageIds.Normalize(config.Ids, sa.Ids),
                        Life = LivenessCheck.Normalize(config.Life, sa.Life),
                    }),
                ],
                BeginAt = Instant.Latest(node.BeginAt, Instant.Zero),
            },
            IsTerminal = static _ => false,
            Tick = new FirstInput.Tick(),
            Alphabet = [],
            PhaseOf = PhaseOf,
        };

    private static string PhaseOf(FirstNode node)
    {
        string[] parts =
        [
            .. node.Ours is { } ours ? [IkeInitiator.Machine.PhaseOf(ours.Is)] : (string[])[],
            .. node.Theirs.Select(half => IkeResponder.Machine.PhaseOf(half.Is)),
            .. node.Sas.Select(_ => "Up"),
        ];
        return parts.Length == 0 ? "nothing" : string.Join(" + ", parts);
    }

    private static Instant? DueOf(FirstConfig config, FirstNode node)
    {
        if (node.ToDo.Count > 0)
        {
            return Instant.Zero;
        }

        var due = node.Ours is { } ours
            ? IkeInitiator.Deadline(config.Begins, ours.Is)
            : MayBegin(config, node) ? node.BeginAt : null;
        foreach (var half in node.Theirs)
        {
            due = Instant.Earliest(due, IkeResponder.Deadline(config.Answers, half.Is));
        }

        foreach (var sa in node.Sas)
        {
            due = Instant.Earliest(due, LivenessCheck.Deadline(config.Life, sa.Life));
        }

        return due;
    }

    private static Next<FirstNode, FirstWord> Step(
        FirstConfig config, FirstNode node, Instant now, FirstInput input)
    {
        switch (input)
        {
            case FirstInput.Tick when node.ToDo.Count > 0:
                return Work(config, node, now);
            case FirstInput.Tick:
                return new(Pass(config, node, now), [], new("Holdfast", "time has passed"));
            case FirstInput.Heard(var word):
                return new(Hear(config, node, now, word), [], new("Holdfast", "heard"));
            case FirstInput.Want:
                return new(
                    node with { IsWanted = true, BeginAt = now }, [],
                    new("Holdfast", "wanted"));
            case FirstInput.Load:
                return new(node with { IsLoaded = true }, [], new("RFC 7296 §2.6", "loaded"));
            case FirstInput.TakeOver:
                return new(TakeOver(config, node, now), [], new("RFC 6027 §3.6", "taken over"));
            default:
                throw new InvalidOperationException("there is no such input");
        }
    }

    private static FirstNode Pass(FirstConfig config, FirstNode node, Instant now)
    {
        if (node.Ours is not null)
        {
            node = Go(config, node, now, new IkeInitiator.Input.Tick());
        }
        else if (MayBegin(config, node) && node.BeginAt <= now)
        {
            node = Begin(config, node, now);
        }

        foreach (var half in node.Theirs)
        {
            node = Go(config, node, now, half.Initiator, new IkeResponder.Input.Tick());
        }

        foreach (var sa in node.Sas)
        {
            node = Live(config, node, now, sa.Id, new LivenessCheck.Input.Tick());
        }

        return node;
    }

    /// <summary>Nothing of the member before is left but facts.</summary>
    private static FirstNode TakeOver(FirstConfig config, FirstNode node, Instant now)
    {
        var after = node with
        {
            Ours = null,
            Theirs = [],
            ToDo = [],
            Sas = [],
            Reign = (byte)(node.Reign + 1),
            BeginAt = now,
        };
        foreach (var fact in node.Facts)
        {
            after = after with
            {
                Sas = after.Sas.Add(new(
                    fact.Id, IdsOf(config, now, fact), new LivenessCheck.State.Paused())),
            };
            after = Live(
                config, after, now, fact.Id,
                new LivenessCheck.Input.Promoted(SyncsFirst: false));
        }

        return after;
    }

    private static FirstNode Hear(
        FirstConfig config, FirstNode node, Instant now, FirstWord word)
    {
        var id = new IkeSaId(word.Spis.Initiator, word.Spis.Responder);
        switch (word.Kind)
        {
            case FirstKind.Greets:
                return Greet(config, node, now, word);
            case FirstKind.Welcomes when IsOurs(node, word):
                return Go(config, node, now, new IkeInitiator.Input.Welcomed(
                    word.Greeting!, word.Spis.Responder, word.Octets, NatSides.None));
            case FirstKind.Turns when IsOurs(node, word):
                return Go(config, node, now, new IkeInitiator.Input.Refused(word.Notify!));
            case FirstKind.Asks when Stands(node, id):
                return Number(
                    config, node, now, id, new MessageIds.Input.Requested(AuthId));
            case FirstKind.Asks when node.Theirs.Any(half => SpisOf(half.Is) == word.Spis):
                return Go(
                    config, node, now, id.Initiator,
                    new IkeResponder.Input.Asked(AuthId, word.Auth!));
            case FirstKind.Answers when node.Ours?.Is
                is IkeInitiator.State.Authenticating open && open.Half.Spis == word.Spis:
                return Go(config, node, now, word.Notify is { } why
                    ? new IkeInitiator.Input.AuthRefused(why)
                    : new IkeInitiator.Input.Answered(word.Auth!));
            case FirstKind.Deletes when Stands(node, id):
                return ToDo(node, new FirstWork.End(id));
            case FirstKind.Checks:
                return Live(config, node, now, id, new LivenessCheck.Input.Asked(0));
            case FirstKind.Lives:
                return Live(config, node, now, id, new LivenessCheck.Input.Answered(0));
            default:
                return node;
        }
    }

    private static bool IsOurs(FirstNode node, FirstWord word) => node.Ours?.Is
        is IkeInitiator.State.Asking asking && asking.Attempt.Spi == word.Spis.Initiator;

    private static bool Stands(FirstNode node, IkeSaId id) => node.Sas.Any(sa => sa.Id == id);

    private static IkeSpiPair? SpisOf(IkeResponder.State state) => state switch
    {
        IkeResponder.State.Open open => open.Half.Spis,
        IkeResponder.State.Refused refused => refused.Half.Spis,
        IkeResponder.State.Committing(var made) => new(made.Id.Initiator, made.Id.Responder),
        _ => null,
    };

    private static FirstNode ToDo(FirstNode node, FirstWork work) =>
        node with { ToDo = node.ToDo.Add(work) };
}
