using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Isakmp;

/// <summary>What a phase 1 that was begun has come to.</summary>
/// <param name="Id">The ISAKMP SA; null: there is none.</param>
/// <param name="IsThePeers">Whether it was given up for one that the peer has begun.</param>
internal readonly record struct PhaseOneEnd(IkeSaId? Id, bool IsThePeers = false);
