using Xunit.Abstractions;

namespace Holdfast.Tests.Mutation;

/// <summary>Hears what xunit tells of tests.</summary>
internal sealed class Heard(Action<IMessageSinkMessage> each)
    : LongLivedMarshalByRefObject, IMessageSink
{
    public bool OnMessage(IMessageSinkMessage message)
    {
        each(message);
        return true;
    }
}
