using Xunit.Sdk;
using Xunit.v3;

// The suite shares one machine's interfaces, ports and two cores.
[assembly: Parallelization(Mode = ParallelMode.None)]
