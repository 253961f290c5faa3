using Holdfast.Protocol;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>Quick crash detection, RFC 6290.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        private void AtTokenMaker(TokenMaker.Input input)
        {
            if (_tokens is null)
            {
                _reason ??= Why.NotConfigured;
                return;
            }

            switch (input)
            {
                case TokenMaker.Input.Loaded or TokenMaker.Input.SecretMade
                    or TokenMaker.Input.Born or TokenMaker.Input.Moved
                    or TokenMaker.Input.Adopted or TokenMaker.Input.Refused:
                    Tokens(input);
                    break;
                case TokenMaker.Input.Ended or TokenMaker.Input.Asked
                    or TokenMaker.Input.Promoted or TokenMaker.Input.Demoted
                    or TokenMaker.Input.Tick:
                    Refuse();
                    break;
            }
        }

        private void Tokens(TokenMaker.Input input)
        {
            if (_tokens is not { } parts)
            {
                return;
            }

            var next = machines.TokenMaker(config.TokenMaker!, parts.Maker, now, input);
            if (!ReferenceEquals(next.State, parts.Maker))
            {
                _tokens = parts with { Maker = next.State };
            }

            Follow(
                Part.TokenMaker, 0, input, next.Reason, next.Outputs, Part.TokenMaker,
                static (ref to, _, output) => to.Put(new Output.OfTokenMaker(output)));
        }

        /// <summary>
        /// RFC 6290 §9.2: what is not certain is asked again behind a barrier, when every other
        /// member has followed this one since.
        /// </summary>
        private void Ask(Input.UnknownSpi asked)
        {
            if (_tokens is not { } parts)
            {
                _reason ??= Why.NotConfigured;
                return;
            }

            var known = KnownOf(asked);
            if (known != SpiKnowledge.Uncertain
                || asked is { Barrier: not null } or { Question.About: null }
                || parts.Maker is not TokenMaker.State.Active
                || _replication.Role is not SaReplication.Role.Active)
            {
                Tokens(new TokenMaker.Input.Asked(asked.Question, known));
            }
            else if (parts.Awaits(asked.Question))
            {
                _reason ??= Why.AwaitsAlready;
            }
            else if (parts.Barrier is null)
            {
                _tokens = parts with { Asked = [asked.Question] };
                SetBarrier();
            }
            else if (parts.Behind.Count < MakerParts.QuestionsMax)
            {
                _reason ??= Why.Awaits;
                _tokens = parts with { Behind = parts.Behind.Add(asked.Question) };
            }
            else
            {
                Tokens(new TokenMaker.Input.Asked(asked.Question, known));
            }
        }

        private readonly SpiKnowledge KnownOf(Input.UnknownSpi asked) =>
            asked.Question is TokenMaker.Question.Packet packet
                && _replication.Replica.Sas.Children.TryFind(packet.Spi.Value, out _)
                ? SpiKnowledge.Live
            : asked.Question.About is { } sa
                ? LiveSpis.Of(
                    config.Replication, _replication, now, sa, asked.IsHalfOpen, asked.Barrier,
                    asked.Down)
                : SpiKnowledge.Uncertain;

        /// <summary>Whoever acknowledges this fact has followed us since the questions came.
        /// </summary>
        private void SetBarrier()
        {
            _tokens = _tokens! with { Barrier = LiveSpis.Barrier.After(_replication, now) };
            Propose(0, [], []);
        }

        /// <summary>
        /// Questions whose barrier is passed, or was not in time, are asked again by the caller:
        /// it alone knows which SAs are half-open at that moment.
        /// </summary>
        private void AskAgain()
        {
            if (_tokens is not { Barrier: { } barrier } parts
                || (now - barrier.At < config.Replication.Settings.SilentAfter
                    && LiveSpis.Of(
                        config.Replication, _replication, now, parts.Asked[0].About!.Value,
                        isHere: false, barrier) == SpiKnowledge.Uncertain))
            {
                return;
            }

            // Older than that it proves nothing, however old it is.
            var oldest = now - config.Replication.Settings.SilentAfter;
            barrier = barrier with { At = Instant.Latest(barrier.At, oldest) };
            foreach (var question in parts.Asked)
            {
                Put(new Output.AskAgain(question, barrier));
            }

            _tokens = parts with { Barrier = null, Asked = parts.Behind, Behind = [] };
            if (parts.Behind.Count > 0)
            {
                SetBarrier();
            }
        }

        /// <summary>
        /// Which peers have a token of another member is not known, so all may have one of the
        /// oldest secret.
        /// </summary>
        private void AdoptTokens()
        {
            if (_tokens is not { } parts)
            {
                return;
            }

            foreach (var ike in _replication.Replica.Sas.Ikes)
            {
                var address = AddressOf(ike);
                if (!ike.Traits.HasFlag(IkeTraits.Version1)
                    && !IsGiven(parts.Maker, ike.Id)
                    && (address is not null
                        || config.TokenMaker!.Method == TokenMaker.Method.BySpis))
                {
                    Tokens(new TokenMaker.Input.Adopted(
                        ike.Id, address ?? default, KeyHandle.None));
                }
            }

            Tokens(new TokenMaker.Input.Promoted());
        }

        private void DemoteTokens()
        {
            if (_tokens is { } parts)
            {
                _tokens = parts with { Barrier = null, Asked = [], Behind = [] };
                Tokens(new TokenMaker.Input.Demoted());
            }
        }

        private readonly HostAddress? AddressOf(IkeSa ike) =>
            config.PeerOf(ike.Peer) is { } at && config.Peers[at].Addresses.Count > 0
                ? config.Peers[at].Addresses[0]
                : null;

        private static bool IsGiven(TokenMaker.State maker, IkeSaId ike) => maker switch
        {
            TokenMaker.State.Active active => active.Memory.Given.TryFind(ike.Key, out _),
            TokenMaker.State.Standby standby => standby.Memory.Given.TryFind(ike.Key, out _),
        };

        private void Taker(ulong at, TokenTaker.Input input) => OfSa(
            Part.TokenTaker, SaMachines.Taker, machines.TokenTaker, at, input,
            static (ref to, sa, output) => to.On(sa, output));

        private void On(IkeSaParts sa, TokenTaker.Output output)
        {
            switch (output)
            {
                case TokenTaker.Output.Discard:
                    Liveness(sa.Sa, new LivenessCheck.Input.TokenShown());
                    break;
                case TokenTaker.Output.Reconnect or TokenTaker.Output.Forget
                    or TokenTaker.Output.Report:
                    Put(new Output.OfTokenTaker(sa.Ike, output));
                    break;
            }
        }
    }
}
