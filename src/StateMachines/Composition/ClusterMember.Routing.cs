using System.Runtime.InteropServices;
using Holdfast.Codec;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Composition.ClusterMember.State,
    Holdfast.StateMachines.Composition.ClusterMember.Output>;

namespace Holdfast.StateMachines.Composition;

/// <content>A step of the member: steps of its machines, in the order of the wiring.</content>
public static partial class ClusterMember
{
    /// <summary>
    /// No step of a machine has more outputs than these behind it, one leading to the next
    /// (<see cref="Hop.Stage"/>): routing ends. Nothing here enforces it; exploration shows it.
    /// </summary>
    public const int StagesMax = 12;

    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason EpochFirst =
            new("Holdfast", "it has slept, and asks first whether it still reigns");
        public static readonly Reason Bound =
            new("Holdfast", "machines hear that from each other alone");
        public static readonly Reason NoSuchSa =
            new("Holdfast", "no machine here watches that IKE SA");
        public static readonly Reason NoRekeyOwed =
            new("Holdfast", "no rekey of that CHILD SA waits for its turn");
        public static readonly Reason NotConfigured =
            new("Holdfast", "this member has no such machine");
        public static readonly Reason Closed =
            new("Holdfast", "a standby neither asks nor answers");
        public static readonly Reason Awaits =
            new("RFC 6290 §9.2", "not certain yet: asked again once all members have followed");
        public static readonly Reason AwaitsAlready =
            new("Holdfast", "the same question waits already");
        public static readonly Reason TooManyWays =
            new("Holdfast", "as many destinations as may have a way of their own");
        public static readonly Reason Routed = new("Holdfast", "the table of routes");
        public static readonly Reason SeenThere =
            new("Holdfast", "where the peer is is noted");
    }

    private ref partial struct Routing(
        Machines machines, ClusterMemberConfig config, State before, Instant now, List<Hop>? hops)
    {
        private LinkSelection.State _links = before.Links;
        private HsrpPair.State _firstHop = before.FirstHop;
        private SaReplication.State _replication = before.Replication;
        private MemberDrain.State _drain = before.Drain;
        private Table<IkeSaParts> _sas = before.Sas;
        private Table<DueAt> _due = before.Due;
        private CheckSchedule _checks = before.Checks;
        private PacedWork.State _rekeys = before.Rekeys;
        private PacedWork.State _reestablishments = before.Reestablishments;
        private PacedWork.State _redirects = before.Redirects;
        private RouteTable _routes = before.Routes;
        private AsymmetricTraffic.State _foreign = before.Foreign;
        private MakerParts? _tokens = before.Tokens;
        private NhrpMachines? _nhrp = before.Nhrp;
        private Items<HeldFact> _held = before.Held;
        private bool _isOpen = before.IsOpen;

        private Output? _output;
        private List<Output>? _outputs;
        private Reason? _reason;
        private object? _cause;
        private int _stage;
        private bool _maySchedule;
        private bool _isCheckWanted;
        private bool _areCountersWanted;
        private ulong _replayDelta;

        public void Take(Input input)
        {
            // Time acts first, and sleep before it.
            var hasSlept = Wake();
            if (!hasSlept && input is not Input.Tick
                && SaReplication.Deadline(config.Replication, _replication) is { } due
                && due < now)
            {
                Replicate(new SaReplication.Input.Tick());
            }

            if (!(hasSlept && input is Input.Tick))
            {
                Begin(input);
            }

            Grant();
        }

        public readonly Next End() => new(
            Anew(
                before, _links, _firstHop, _replication, _drain, _sas, _due, _checks, _rekeys,
                _reestablishments, _redirects, _routes, _foreign, _tokens, _nhrp, _held, _isOpen),
            _outputs is { } outputs ? new(CollectionsMarshal.AsSpan(outputs))
                : _output is { } only ? [only]
                : default,
            _reason ?? Why.NothingIsDue);

        private void Begin(Input input)
        {
            switch (input)
            {
                case Input.Tick tick:
                    Serve(tick);
                    break;
                case Input.AtFirstHop(var side, var inner):
                    AtFirstHop(side, inner);
                    break;
                case Input.LinkChanged(var link, var isUp):
                    FirstHop(new HsrpPair.Input.LinkChanged(link, isUp));
                    break;
                case Input.AtLinks(var inner):
                    Links(inner);
                    break;
                case Input.AtReplication(var inner):
                    FromOutside(inner);
                    break;
                case Input.AtDrain(var inner):
                    if (inner is MemberDrain.Input.Leave or MemberDrain.Input.Remain
                        or MemberDrain.Input.Settled)
                    {
                        Drain(inner);
                        AskSuccessor();
                    }
                    else
                    {
                        Refuse();
                    }

                    break;
                case Input.ChildEnding(var spi):
                    EndChild(spi);
                    break;
                case Input.ChildMoved(var spi, var via):
                    Routed(_routes.Move(now, spi.Value, via), nameof(RouteTable.Move));
                    break;
                case Input.Protected protect:
                    Protect(protect);
                    break;
                case Input.WorkEnded ended:
                    EndWork(ended);
                    break;
                case Input.PacketsWait(var child):
                    Hurry(child);
                    break;
                case Input.Packet(var spi, var from, var hopsSoFar):
                    Foreign(new AsymmetricTraffic.Input.Protected(
                        AsymmetricTraffic.Classify(
                            config.Set.Self, spi, OwnerOf(spi),
                            config.Replication.Settings.Members),
                        from, hopsSoFar));
                    break;
                case Input.InnerPacket(var child, var from, var hopsSoFar):
                    Foreign(new AsymmetricTraffic.Input.Inner(
                        child is { } chosen
                            ? AsymmetricTraffic.Classify(
                                config.Set.Self, chosen, OwnerOf(chosen),
                                config.Replication.Settings.Members)
                            : new AsymmetricTraffic.Ownership.Nobody(),
                        from, hopsSoFar));
                    break;
                case Input.AtTokenMaker(var inner):
                    AtTokenMaker(inner);
                    break;
                case Input.UnknownSpi asked:
                    Ask(asked);
                    break;
                case Input.ClientGreets greets:
                    Greet(greets);
                    break;
                case Input.ClientProves proves:
                    Prove(proves);
                    break;
                case Input.AtHub(var inner):
                    AtHub(inner);
                    break;
                case Input.AtRegistration at:
                    AtRegistration(at);
                    break;
                case Input.AtShortcut at:
                    AtShortcut(at);
                    break;
                case Input.AtLiveness or Input.AtDpd or Input.AtMessageIds
                    or Input.AtMessageIdSync or Input.SyncAsked or Input.CountersAsked
                    or Input.AtTokenTaker or Input.ClientUnwanted or Input.PeerSeen:
                    BeginAtSa(input);
                    break;
            }
        }

        private void Put(Output output)
        {
            // Most steps put out one thing or nothing.
            if (_output is null)
            {
                _output = output;
                return;
            }

            _outputs ??= [_output];
            _outputs.Add(output);
        }

        private readonly bool HasPut(Output output) =>
            output == _output || _outputs?.Contains(output) == true;

        private void Refuse() => _reason ??= Why.Bound;

        private void Open()
        {
            if (!_isOpen)
            {
                _isOpen = true;
                Put(new Output.OpenTraffic());
            }
        }

        private void Close()
        {
            if (_isOpen)
            {
                _isOpen = false;
                Put(new Output.CloseTraffic());
            }
        }
    }
}
