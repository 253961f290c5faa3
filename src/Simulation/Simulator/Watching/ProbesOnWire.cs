using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I6 in DPD: the numbers of R-U-THEREs under an ISAKMP SA go on, whichever member asks (RFC 3706
/// §6.2); only the one who has asked repeats a number. They are opened with the keys on which both
/// ends have agreed.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="agreements">The keys.</param>
/// <param name="provider">Who computes.</param>
internal sealed class ProbesOnWire(
    Verdicts verdicts, Agreements agreements, CryptoProvider provider) : Onlooker, IDisposable
{
    private readonly Dictionary<IkeSaId, IsakmpSecrets> _secrets = [];
    private readonly Dictionary<IkeSaId, (uint Number, Epoch By)> _last = [];

    public override void Ike(MemberBox member, ReadOnlySpan<byte> message)
    {
        if (!IsakmpHeader.TryParse(message, out var header, out _) || !header.Encrypted
            || header.ExchangeType != IsakmpExchangeType.Informational)
        {
            return;
        }

        var sa = new IkeSaId(header.InitiatorSpi, header.ResponderSpi);
        if (SecretsOf(sa) is not { } secrets
            || secrets.Open(message, header.MessageId) is not { Says: [var notify, ..] }
            || notify.Data is not IsakmpNotifyPayloadData.RUThere { Value.Sequence: var number })
        {
            return;
        }

        if (_last.TryGetValue(sa, out var last)
            && (number < last.Number || (number == last.Number && member.Epoch != last.By)))
        {
            verdicts.Broken(
                "I6", $"{member.Name} asks with R-U-THERE {number} after {last.Number}");
        }

        _last[sa] = (number, member.Epoch);
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        foreach (var secrets in _secrets.Values)
        {
            secrets.Dispose();
        }
    }

    private IsakmpSecrets? SecretsOf(IkeSaId sa)
    {
        if (!_secrets.TryGetValue(sa, out var secrets)
            && agreements.Of(sa.Initiator) is { } agreement && agreement.Ike == sa
            && IsakmpSecrets.Read(provider, IsakmpSecrets.Nothing, agreement.Material) is { } read)
        {
            _secrets[sa] = secrets = read;
        }

        return secrets;
    }
}
